import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import type { ValueNode } from 'graphql';

/** A scalar that is the same checked value inside and on the wire. `check` returns the complaint, if any. */
function checked<Value>(name: string, check: (value: unknown) => string | undefined) {
  const accept = (value: unknown): Value => {
    const complaint = check(value);
    if (complaint !== undefined) throw new GraphQLError(`${name} ${complaint}`);
    return value as Value;
  };
  const ofLiteral = (node: ValueNode): unknown => {
    if (node.kind === Kind.INT || node.kind === Kind.FLOAT) return Number(node.value);
    return node.kind === Kind.STRING ? node.value : undefined;
  };
  return new GraphQLScalarType<Value, Value>({
    name,
    serialize: accept,
    parseValue: accept,
    parseLiteral: (node) => accept(ofLiteral(node)),
  });
}

const isFiniteNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function isCalendarDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** `2026-01-31`; no time, no zone. */
export const DateScalar = checked<string>('Date', (value) =>
  isCalendarDate(value) ? undefined : 'must be a calendar date such as "2026-01-31".',
);

/** An instant, written in UTC as `2026-01-31T12:00:00.000Z`. Output only. */
export const DateTimeScalar = new GraphQLScalarType<never, string>({
  name: 'DateTime',
  serialize: (value) => {
    if (value instanceof Date) return value.toISOString();
    throw new GraphQLError('DateTime must be given as a Date.');
  },
});

export const EuroScalar = checked<number>('Euro', (value) =>
  isFiniteNumber(value) ? undefined : 'must be a finite number of euro.',
);

export const RatioScalar = checked<number>('Ratio', (value) =>
  isFiniteNumber(value) ? undefined : 'must be a finite number, where 1 is the whole.',
);

export const Score100Scalar = checked<number>('Score100', (value) =>
  isFiniteNumber(value) && value >= 0 && value <= 100 ? undefined : 'must be a number from 0 to 100.',
);
