import { Kind } from 'graphql';
import type { DirectiveNode, FieldNode } from 'graphql';
import type { ErrorCode } from '../../lib/errors.ts';

/** Why a field is kept from who is asking. */
export interface Denial {
  readonly code: Extract<ErrorCode, 'UNAUTHENTICATED' | 'FORBIDDEN'>;
  readonly message: string;
}

/** No client can send it, since no schema defines it. */
const NAME = '_denied';

/** The field, marked: it is not fetched, and null in the answer with this error. The mark is part of the operation's text. */
export function denyField(field: FieldNode, { code, message }: Denial): FieldNode {
  const directive: DirectiveNode = {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: NAME },
    arguments: [
      { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'code' }, value: { kind: Kind.ENUM, value: code } },
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: 'message' },
        value: { kind: Kind.STRING, value: message },
      },
    ],
  };
  return { ...field, directives: [...(field.directives ?? []), directive] };
}

/** Undefined for a field that is open to who is asking. */
export function denialOf({ directives }: FieldNode): Denial | undefined {
  const directive = directives?.find(({ name }) => name.value === NAME);
  if (!directive) return undefined;
  const [code, message] = (directive.arguments ?? []).map(({ value }) => ('value' in value ? value.value : undefined));
  return { code: code === 'FORBIDDEN' ? code : 'UNAUTHENTICATED', message: String(message) };
}
