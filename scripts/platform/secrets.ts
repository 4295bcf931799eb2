import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';
import { StartupError } from '../../lib/cluster/startup-error.ts';

const secretsSchema = z.object({
  postgresPassword: z.string().min(32),
  redisPassword: z.string().min(32),
  /** One password for each subgraph's database role. */
  rolePasswords: z.object({ user: z.string(), registry: z.string(), valuation: z.string(), ai: z.string() }),
  signingSecret: z.string().min(32),
  /** A JSON array with one private ES256 key. */
  jwtSigningKeys: z.string(),
});

export type PlatformSecrets = Readonly<z.infer<typeof secretsSchema>>;

const createSecret = (): string => randomBytes(32).toString('base64url');

async function createSecrets(): Promise<PlatformSecrets> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid: randomBytes(8).toString('hex') };
  return {
    postgresPassword: createSecret(),
    redisPassword: createSecret(),
    rolePasswords: {
      user: createSecret(),
      registry: createSecret(),
      valuation: createSecret(),
      ai: createSecret(),
    },
    signingSecret: createSecret(),
    jwtSigningKeys: JSON.stringify([key]),
  };
}

/**
 * The secrets of this machine's platform, made at its first start and readable by its owner only.
 * @throws StartupError when the file is damaged: the database was made with those passwords, so it is not replaced.
 */
export async function loadOrCreateSecrets(directory: string): Promise<PlatformSecrets> {
  const file = path.join(directory, 'secrets.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) {
    const draft = `${file}.${randomBytes(8).toString('hex')}`;
    await writeFile(draft, JSON.stringify(await createSecrets(), null, 2), { mode: 0o600 });
    // A link appears whole and replaces nothing: of two platforms that start at once, both take those of one.
    await link(draft, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await rm(draft);
    return loadOrCreateSecrets(directory);
  }
  try {
    return secretsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new StartupError(
      `${file} is damaged, and the database in ${directory} opens only with its passwords: restore the file, or move ${directory} away to start anew.`,
      { cause },
    );
  }
}
