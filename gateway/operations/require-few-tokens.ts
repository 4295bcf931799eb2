import { GraphQLError, Lexer, Source, TokenKind } from 'graphql';
import type { Token } from 'graphql';
import { tooComplex } from './operation-limits.ts';
import type { OperationLimits } from './operation-limits.ts';

const OPENING: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * Requires a text to be short and shallow enough for the parser, which recurses at every bracket. What is no token is
 * left to the parser to report. @returns how many tokens it has. @throws AppError QUERY_TOO_COMPLEX.
 */
export function requireFewTokens(
  source: string,
  limits: Pick<OperationLimits, 'characters' | 'tokens' | 'nesting'>,
): number {
  if (source.length > limits.characters) throw tooComplex('characters', limits.characters, source.length);
  const lexer = new Lexer(new Source(source));
  const advance = (): Token | undefined => {
    try {
      return lexer.advance();
    } catch (error) {
      if (error instanceof GraphQLError) return undefined;
      throw error;
    }
  };
  let tokens = 0;
  let nesting = 0;
  for (let token = advance(); token && token.kind !== TokenKind.EOF; token = advance()) {
    if (++tokens > limits.tokens) throw tooComplex('tokens', limits.tokens);
    if (OPENING.has(token.kind) && ++nesting > limits.nesting) throw tooComplex('nesting', limits.nesting);
    if (CLOSING.has(token.kind)) nesting--;
  }
  return tokens;
}
