import { expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from './errors.ts';
import { parseInput } from './parse-input.ts';

const schema = z.object({
  name: z.string().trim().min(1, 'must not be empty'),
  years: z.array(z.object({ revenue: z.number().min(0, 'must not be negative') })),
});

it('returns the input as the schema transforms it', () => {
  const input = parseInput(schema, { name: ' Janssens ', years: [{ revenue: 1 }] });
  expect(input).toEqual({ name: 'Janssens', years: [{ revenue: 1 }] });
});

it('names every refused field as the client sent it, and no value', () => {
  const parse = () => parseInput(schema, { name: ' ', years: [{ revenue: 1 }, { revenue: -987 }] });
  expect(parse).toThrow(
    new AppError('BAD_USER_INPUT', '"input.name" must not be empty. "input.years[1].revenue" must not be negative.', {
      fields: [
        { path: 'input.name', message: 'must not be empty' },
        { path: 'input.years[1].revenue', message: 'must not be negative' },
      ],
    }),
  );
});
