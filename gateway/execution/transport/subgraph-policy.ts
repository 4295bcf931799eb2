import { z } from 'zod';

/** How the gateway treats one subgraph. */
export interface SubgraphPolicy {
  /** Longest that one request may take, from its place in the queue to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly connectTimeoutMs: number;
  readonly sockets: number;
  readonly answerLimitBytes: number;
  readonly retry: {
    /** Retries as a share of the requests of the last 10 s. */
    readonly budgetRatio: number;
    /** Retries within 10 s that are allowed however few requests there are. */
    readonly budgetFloor: number;
    /** A retry waits a random time up to this. */
    readonly maxDelayMs: number;
  };
  readonly breaker: {
    /** The circuit opens at this share of failures among the requests of the last 10 s … */
    readonly failureRatio: number;
    /** … once there were this many. */
    readonly minimumRequests: number;
    /** How long nothing is sent before one request may probe. */
    readonly openMs: number;
  };
}

export const DEFAULT_POLICY: SubgraphPolicy = {
  timeoutMs: 5_000,
  connectTimeoutMs: 1_000,
  sockets: 64,
  answerLimitBytes: 10 * 1_024 * 1_024,
  retry: { budgetRatio: 0.2, budgetFloor: 3, maxDelayMs: 100 },
  breaker: { failureRatio: 0.5, minimumRequests: 20, openMs: 5_000 },
};

const positive = z.int('must be a whole number').positive('must be above 0');
const ratio = z.number('must be a number').min(0, 'must be 0 to 1').max(1, 'must be 0 to 1');

const policyOverride = z.strictObject({
  timeoutMs: z.exactOptional(positive),
  connectTimeoutMs: z.exactOptional(positive),
  sockets: z.exactOptional(positive),
  answerLimitBytes: z.exactOptional(positive),
  retry: z.exactOptional(
    z.strictObject({
      budgetRatio: z.exactOptional(ratio),
      budgetFloor: z.exactOptional(z.int('must be a whole number').min(0, 'must not be negative')),
      maxDelayMs: z.exactOptional(positive),
    }),
  ),
  breaker: z.exactOptional(
    z.strictObject({
      failureRatio: z.exactOptional(ratio),
      minimumRequests: z.exactOptional(positive),
      openMs: z.exactOptional(positive),
    }),
  ),
});
type PolicyOverride = z.infer<typeof policyOverride>;

/** What differs from the default, by subgraph name; `*` is for all. */
export type PolicyOverrides = Readonly<Record<string, PolicyOverride>>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The JSON text of `PolicyOverrides`. The message names each setting that is wrong. */
export const policyOverrides = z.string().transform((text, context): PolicyOverrides => {
  const parsed = z.record(z.string(), policyOverride, 'must be a JSON object').safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues)
    context.addIssue({ code: 'custom', message: path.length > 0 ? `${path.join('.')}: ${message}` : message });
  return z.NEVER;
});

function override(policy: SubgraphPolicy, changes: PolicyOverride = {}): SubgraphPolicy {
  return {
    ...policy,
    ...changes,
    retry: { ...policy.retry, ...changes.retry },
    breaker: { ...policy.breaker, ...changes.breaker },
  };
}

/** The default, changed by what is set for all subgraphs, changed by what is set for this one. */
export function policyOf(name: string, overrides: PolicyOverrides): SubgraphPolicy {
  return override(override(DEFAULT_POLICY, overrides['*']), overrides[name]);
}
