import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { AiTables } from './tables.ts';

export interface QuotaLimits {
  readonly requestsPerMinute: number;
  readonly tokensPerMinute: number;
  readonly requestsPerDay: number;
}

export interface QuotaReservation {
  readonly model: string;
  /** The most the call can use: providers count a request by what it asks for. */
  readonly tokens: number;
  readonly now: Date;
}

/**
 * Counts a call against the quota of its model, over all processes; false when it does not fit, and then nothing is
 * counted. A row holds the current minute and day (UTC) only, so there is nothing to clean up. Windows never move back:
 * a process whose clock is behind counts in the window that another has opened.
 */
export async function reserveQuota(
  db: Kysely<AiTables>,
  { model, tokens, now }: QuotaReservation,
  limits: QuotaLimits,
): Promise<boolean> {
  if (tokens > limits.tokensPerMinute) return false;
  const { rows } = await sql`
    insert into model_quotas as quota (model, minute, minute_requests, minute_tokens, day, day_requests)
    values (${model}, date_trunc('minute', ${now}::timestamptz, 'UTC'), 1, ${tokens},
            date_trunc('day', ${now}::timestamptz, 'UTC'), 1)
    on conflict (model) do update set
      minute = greatest(quota.minute, excluded.minute),
      minute_requests = case when quota.minute < excluded.minute then 1 else quota.minute_requests + 1 end,
      minute_tokens = excluded.minute_tokens
        + case when quota.minute < excluded.minute then 0 else quota.minute_tokens end,
      day = greatest(quota.day, excluded.day),
      day_requests = case when quota.day < excluded.day then 1 else quota.day_requests + 1 end
    where (quota.minute < excluded.minute
           or (quota.minute_requests < ${limits.requestsPerMinute}
               and quota.minute_tokens + excluded.minute_tokens <= ${limits.tokensPerMinute}))
      and (quota.day < excluded.day or quota.day_requests < ${limits.requestsPerDay})
    returning quota.model
  `.execute(db);
  return rows.length > 0;
}
