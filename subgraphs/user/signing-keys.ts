import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
}

const jwk = z.looseObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  kid: z.string().min(1),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});

/** The key of a JWK whose private and public halves belong together; Node's own import does not check that. */
function importKey(key: z.infer<typeof jwk>): KeyObject {
  const privateKey = createPrivateKey({ key, format: 'jwk' });
  const probe = Buffer.from(key.kid);
  if (!verify('sha256', probe, createPublicKey(privateKey), sign('sha256', probe, privateKey)))
    throw new Error('the halves differ');
  return privateKey;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A JSON array of private ES256 JWKs, in the order of the array. The messages name a key by its place, never its content. */
export const signingKeys = z.string().transform((text, context): readonly SigningKey[] => {
  const refuse = (message: string): typeof z.NEVER => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  const list = parseJson(text);
  if (!Array.isArray(list) || list.length === 0) return refuse('must be a JSON array of at least one private JWK');
  const keys: SigningKey[] = [];
  for (const [index, item] of list.entries()) {
    const parsed = jwk.safeParse(item);
    if (!parsed.success)
      return refuse(`has at place ${index + 1} no private JWK of kty EC and crv P-256 with a kid, x, y and d`);
    if (keys.some(({ kid }) => kid === parsed.data.kid)) return refuse(`has the kid of place ${index + 1} twice`);
    try {
      keys.push({ kid: parsed.data.kid, privateKey: importKey(parsed.data) });
    } catch {
      return refuse(`has at place ${index + 1} a JWK whose x, y and d are not one P-256 key pair`);
    }
  }
  return keys;
});

/** The JSON Web Key Set that tokens are checked with: the public half of each key. */
export function publicKeySet(keys: readonly SigningKey[]) {
  return {
    keys: keys.map(({ kid, privateKey }) => ({
      ...createPublicKey(privateKey).export({ format: 'jwk' }),
      kid,
      alg: 'ES256',
      use: 'sig',
    })),
  };
}
