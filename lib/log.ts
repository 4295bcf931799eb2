import { pino } from 'pino';
import type { Logger } from 'pino';

export type { Logger };

/** Header and field names whose values must not reach a log, at any of the depths we log objects. */
const SECRET_KEYS = ['authorization', 'cookie', 'password', 'token', 'accessToken', 'refreshToken', 'apiKey', 'secret'];
/** PostgreSQL quotes the values of the offending row here. */
const ROW_KEYS = ['err.detail', 'err.where'];
const redact = {
  paths: [...SECRET_KEYS.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]), ...ROW_KEYS],
  censor: '[redacted]',
};

/** JSON lines on standard output, `service` on each, known secret fields redacted. */
export function createLogger(service: string, level: string): Logger {
  return pino({ level, base: { service }, redact, timestamp: pino.stdTimeFunctions.isoTime });
}
