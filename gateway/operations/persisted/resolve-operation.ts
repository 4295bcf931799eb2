import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import { AppError } from '../../../lib/errors.ts';
import type { Logger } from '../../../lib/log.ts';
import { sha256Hex } from '../../../lib/sha256-hex.ts';
import type { OperationLimits } from '../operation-limits.ts';
import { requireFewTokens } from '../require-few-tokens.ts';
import type { AutomaticOperations } from './automatic-operations.ts';
import type { RegisteredOperation, RetiredOperation } from './client-operations.ts';
import type { OperationForm } from './operation-form.ts';
import type { OperationRegistry } from './operation-registry.ts';
import type { OperationUsage } from './operation-usage.ts';
import type { ClientMode } from './persisted-operation-config.ts';
import { createUnregisteredLog } from './unregistered-log.ts';

/** What a request asks for, known before anything of it is parsed. */
export interface ResolvedOperation {
  /** Untrusted, unless it is a partner's. */
  readonly client: string;
  readonly text: string;
  /** SHA-256 of the text in hex, where it is known without work: registered, or named by its hash. */
  readonly hash: string | undefined;
  readonly registered: RegisteredOperation | undefined;
  /** Keeps the text under its hash: to be called when it has turned out valid. */
  readonly keepText?: () => void;
}

export interface OperationCaller {
  readonly client: string;
  /** Whose registrations are counted together. */
  readonly registrant: string;
}

/** At once, unless the text under a hash is looked up in Redis. @throws AppError for what the client may not ask. */
export type ResolveOperation = (
  form: OperationForm,
  caller: OperationCaller,
) => ResolvedOperation | Promise<ResolvedOperation>;

export interface OperationResolverOptions {
  readonly registry: OperationRegistry;
  readonly automatic: AutomaticOperations;
  readonly usage: OperationUsage;
  readonly modeOf: (client: string) => ClientMode;
  /** How long after its retirement an operation is told from one that never was. */
  readonly retiredDays: number;
  readonly limits: Pick<OperationLimits, 'characters' | 'tokens' | 'nesting'>;
  readonly metrics: Registry;
  readonly logger: Logger;
}

type TextToResolve = Pick<ResolvedOperation, 'text' | 'hash' | 'keepText'>;

const DAY_MS = 24 * 60 * 60 * 1_000;

export function createOperationResolver(options: OperationResolverOptions): ResolveOperation {
  const { registry, automatic, usage, modeOf, retiredDays, limits } = options;
  const noteUnregistered = createUnregisteredLog(options.logger);
  const unregistered = new Counter({
    name: 'gateway_unregistered_operations_total',
    help: 'Operations that were not registered, of clients in a mode where they should be.',
    labelNames: ['mode', 'outcome'],
    registers: [options.metrics],
  });
  const requireParsable = (text: string): void => void requireFewTokens(text, limits);

  function refuse(mode: ClientMode, message: string): AppError {
    unregistered.inc({ mode, outcome: 'refused' });
    return new AppError('PERSISTED_QUERY_NOT_IN_LIST', message);
  }

  function requireNotRetired(client: string, retired: RetiredOperation | undefined): void {
    if (!retired || Date.now() > Date.parse(retired.retiredOn) + retiredDays * DAY_MS) return;
    usage.count({ client, ...retired });
    throw new AppError(
      'PERSISTED_QUERY_RETIRED',
      `The operation ${retired.name} was retired on ${retired.retiredOn}: use a version of the client without it.`,
    );
  }

  function run(client: string, registered: RegisteredOperation): ResolvedOperation {
    usage.count(registered);
    return { client, text: registered.text, hash: registered.hash, registered };
  }

  /** @param given the text, and its hash where a client named it by that. */
  function resolveText(client: string, mode: ClientMode, given: TextToResolve): ResolvedOperation {
    const own = registry.of(client);
    const { text } = given;
    if (mode === 'id-only') throw refuse(mode, 'This client may ask for registered operations only, by their ids.');
    const found = mode === 'open' ? own?.byText.get(text) : own?.findByDocument(text, requireParsable);
    if (found) return run(client, found);
    if (mode === 'safelist') throw refuse(mode, 'This client may ask for registered operations only.');
    if (mode === 'log') {
      unregistered.inc({ mode, outcome: 'answered' });
      noteUnregistered(client, text);
    }
    return { client, registered: undefined, ...given };
  }

  return ({ text, id, hash }, { client, registrant }) => {
    const mode = modeOf(client);
    const name = id ?? hash;
    if (name === undefined) return resolveText(client, mode, { text: text ?? '', hash });

    const own = registry.of(client);
    const registered = own?.byId.get(name);
    if (text !== undefined && text !== registered?.text && sha256Hex(text) !== hash)
      throw new AppError('BAD_REQUEST', 'The sha256Hash is not the SHA-256 of the operation that came with it.');
    if (registered) return run(client, registered);
    requireNotRetired(client, own?.retired.get(name));

    if (text !== undefined)
      return resolveText(client, mode, { text, hash, keepText: () => automatic.register(name, text, registrant) });
    if (hash === undefined || mode === 'id-only')
      throw refuse(mode, `No operation is registered under the id ${JSON.stringify(name.slice(0, 80))}.`);
    // Its client then sends texts, which can be told from those on the list.
    if (mode === 'safelist') throw new AppError('PERSISTED_QUERY_NOT_SUPPORTED', 'PersistedQueryNotSupported');
    const resolveFound = (found: string | undefined): ResolvedOperation => {
      // Older clients look for this message instead of the code.
      if (found === undefined) throw new AppError('PERSISTED_QUERY_NOT_FOUND', 'PersistedQueryNotFound');
      return resolveText(client, mode, { text: found, hash });
    };
    const kept = automatic.find(hash);
    return kept instanceof Promise ? kept.then(resolveFound) : resolveFound(kept);
  };
}
