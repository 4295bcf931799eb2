/** An extract that cannot be imported. The message is one sentence: where, what is wrong, what to do about it. */
export class ExtractError extends Error {
  override readonly name = 'ExtractError';
}
