import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provisionalApiSchema } from './provisional-schema.ts';

/** The folder `web/`, wherever a script is started from. */
export const webFolder = dirname(dirname(fileURLToPath(import.meta.url)));

/** The API schema that the storefront is written against: the composed one, or what the subgraphs' SDL amounts to. */
export function apiSchema(): string {
  const composed = join(webFolder, '../schema/api.graphql');
  if (existsSync(composed)) {
    return readFileSync(composed, 'utf8');
  }
  return provisionalApiSchema(join(webFolder, '../schema/subgraphs'));
}
