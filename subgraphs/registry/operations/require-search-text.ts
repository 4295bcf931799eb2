import { AppError } from '../../../lib/errors.ts';
import { toSearchText } from '../model/search-text.ts';

const MIN_CHARACTERS = 2;
const MAX_CHARACTERS = 100;

/** The text as it is compared. @throws AppError BAD_USER_INPUT when it is too long or holds too little to look for. */
export function requireSearchText(text: string): string {
  const searchText = toSearchText(text);
  if (text.length <= MAX_CHARACTERS && searchText.length >= MIN_CHARACTERS) return searchText;
  const message = `must have at least ${MIN_CHARACTERS} letters or digits and at most ${MAX_CHARACTERS} characters`;
  throw new AppError('BAD_USER_INPUT', `"text" ${message}.`, { fields: [{ path: 'text', message }] });
}
