export type ValuationErrorCode =
  /** An argument of a formula is outside its domain; the message names it. */
  | 'INVALID_ARGUMENT'
  /** A perpetuity was asked for whose growth is not below its discount rate: its value would be infinite. */
  | 'RATE_NOT_ABOVE_GROWTH'
  /** A figure of a result left the range of finite numbers; the message says which. */
  | 'NOT_FINITE';

/** The one error that the model throws; `code` is for programs, `message` for people. */
export class ValuationError extends Error {
  override readonly name = 'ValuationError';
  readonly code: ValuationErrorCode;

  constructor(code: ValuationErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Throws INVALID_ARGUMENT with this message unless the condition holds. */
export function requireArgument(condition: boolean, message: string): asserts condition {
  if (!condition) throw new ValuationError('INVALID_ARGUMENT', message);
}

/** Throws INVALID_ARGUMENT naming the first of the figures that is NaN or infinite; one left out is no error. */
export function requireFinite<T extends { readonly [Name in keyof T]: number | undefined }>(figures: T): void {
  for (const name in figures) requireFiniteNumber(name, figures[name]);
}

/** Throws INVALID_ARGUMENT naming the first of the amounts, counted from 1, that is NaN or infinite. */
export function requireFiniteList(name: string, amounts: readonly number[]): void {
  const index = amounts.findIndex((amount) => !Number.isFinite(amount));
  if (index >= 0) requireFiniteNumber(`${name} ${index + 1}`, amounts[index]);
}

function requireFiniteNumber(name: string, value: number | undefined): void {
  if (value !== undefined && !Number.isFinite(value))
    throw new ValuationError('INVALID_ARGUMENT', `${name} must be a finite number, not ${value}.`);
}

/** The value itself, or NOT_FINITE naming the path of the first number in it that is NaN or infinite. */
export function requireFiniteResult<T>(value: T, path = 'result'): T {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new ValuationError('NOT_FINITE', `${path} is ${value}: the input is too extreme to calculate with.`);
  if (typeof value === 'object' && value !== null)
    for (const [key, member] of Object.entries(value)) requireFiniteResult<unknown>(member, `${path}.${key}`);
  return value;
}
