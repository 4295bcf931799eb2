import { z } from 'zod';

const MAX_PASSWORD_LENGTH = 200;

/** An e-mail address in its normal form: without blanks around it and in lower case. */
const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'must have at most 254 characters')
  .pipe(z.email('must be an e-mail address'));

export const loginCredentials = z.object({
  email,
  password: z.string().max(MAX_PASSWORD_LENGTH, `must have at most ${MAX_PASSWORD_LENGTH} characters`),
});

export const registration = z.object({
  email,
  password: z
    .string()
    .min(12, 'must have at least 12 characters')
    .max(MAX_PASSWORD_LENGTH, `must have at most ${MAX_PASSWORD_LENGTH} characters`),
  displayName: z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(100, 'must have at most 100 characters')
    .regex(/^\P{Cc}*$/u, 'must not contain control characters')
    .nullish()
    .transform((name) => name ?? null),
});
