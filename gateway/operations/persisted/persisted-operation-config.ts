import { z } from 'zod';
import { count } from '../../../lib/config.ts';

/**
 * What a client may ask for: `open` anything; `log` anything, and what is not registered is counted and logged; `safelist`
 * what is registered, by id or as text; `id-only` what is registered, by id.
 */
const clientMode = z.enum(['open', 'log', 'safelist', 'id-only']);
export type ClientMode = z.infer<typeof clientMode>;

/** Names that begin so belong to API keys, and no header can claim them. */
const PARTNER_CLIENT = /^partner-/;

export function isPartnerClient(client: string): boolean {
  return PARTNER_CLIENT.test(client);
}

const clientModes = z.string().transform((text, context): Readonly<Record<string, ClientMode>> => {
  try {
    return z.record(z.string(), clientMode).parse(JSON.parse(text));
  } catch {
    const modes = clientMode.options.join(', ');
    context.addIssue({ code: 'custom', message: `must be a JSON object of client names, each with one of ${modes}` });
    return z.NEVER;
  }
});

/** What the environment sets of persisted operations; docs/persisted-operations.md explains it. */
export const persistedOperationConfig = {
  OPERATIONS_DIRECTORY: z
    .string()
    .optional()
    .describe(
      'Directory of persisted query manifests, one `<client>.json` a client; watched, a changed one is swapped in. Their operations are planned before a supergraph takes traffic.',
    ),
  CLIENT_MODES: clientModes
    .default({})
    .describe(
      'JSON object: client name to `open`, `log`, `safelist` or `id-only`. Partners that it does not name are `id-only`.',
    ),
  DEFAULT_CLIENT_MODE: clientMode
    .optional()
    .describe(
      'Mode of clients without a name, or with one that `CLIENT_MODES` does not have. Without it `log` in production, else `open`.',
    ),
  RETIRED_OPERATION_DAYS: count
    .default(90)
    .describe('Days after its retirement that an operation is answered with 410; after that its id is unknown.'),
};

export type PersistedOperationConfig = z.infer<z.ZodObject<typeof persistedOperationConfig>>;

export function modeOfClient(
  { CLIENT_MODES, DEFAULT_CLIENT_MODE, NODE_ENV }: PersistedOperationConfig & { readonly NODE_ENV: string },
  client: string,
): ClientMode {
  if (Object.hasOwn(CLIENT_MODES, client)) return CLIENT_MODES[client] as ClientMode;
  if (isPartnerClient(client)) return 'id-only';
  return DEFAULT_CLIENT_MODE ?? (NODE_ENV === 'production' ? 'log' : 'open');
}
