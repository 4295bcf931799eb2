import type { ReadonlyKysely } from 'kysely/readonly';
import type { RequestScope } from '../../lib/request-scope.ts';
import type { RegistrySchema } from './data/tables.ts';
import { createLoaders } from './loaders.ts';
import type { Loaders } from './loaders.ts';

export interface RegistryContext extends RequestScope {
  /** Only imports write, so every request may be answered by a replica. */
  readonly db: ReadonlyKysely<RegistrySchema>;
  readonly loaders: Loaders;
}

export function createContext(db: ReadonlyKysely<RegistrySchema>, scope: RequestScope): RegistryContext {
  return { ...scope, db, loaders: createLoaders(db) };
}
