import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  GraphQLError,
  isObjectType,
  Kind,
  parse,
  type ConstDirectiveNode,
  type GraphQLSchema,
} from 'graphql';
import { webFolder } from '../scripts/paths.ts';

/** The services that are down at the moment. */
export const down = new Set<string>();

/**
 * Makes each field fail while the service that declares it is in {@link down}, as a gateway would answer: with an error at the
 * field's path, and null up to the first parent that may be null.
 */
export function failFieldsOfDownServices(schema: GraphQLSchema): void {
  const owners = fieldOwners(join(webFolder, '../schema/subgraphs'));
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) {
      continue;
    }
    for (const field of Object.values(type.getFields())) {
      const owner = owners.get(`${type.name}.${field.name}`);
      if (owner === undefined) {
        continue;
      }
      field.resolve = (source: Record<string, unknown>, args, context, info) => {
        if (down.has(owner)) {
          throw new GraphQLError('A part of the shop is not available.', {
            extensions: { code: 'SUBGRAPH_UNREACHABLE', service: owner },
          });
        }
        const value = source[info.fieldName];
        return typeof value === 'function' ? value.call(source, args, context, info) : value;
      };
    }
  }
}

/** Which service declares a field first; keys are everybody's. */
function fieldOwners(folder: string): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const file of readdirSync(folder).sort()) {
    for (const definition of parse(readFileSync(join(folder, file), 'utf8')).definitions) {
      if (
        definition.kind !== Kind.OBJECT_TYPE_DEFINITION &&
        definition.kind !== Kind.OBJECT_TYPE_EXTENSION
      ) {
        continue;
      }
      for (const field of definition.fields ?? []) {
        const coordinate = `${definition.name.value}.${field.name.value}`;
        if (field.name.value !== 'id' && isOwn(definition, field) && !owners.has(coordinate)) {
          owners.set(coordinate, file.replace('.graphql', ''));
        }
      }
    }
  }
  return owners;
}

/** Whether a subgraph alone declares a field: it neither shares it nor only needs it. */
function isOwn(...nodes: { readonly directives?: readonly ConstDirectiveNode[] }[]): boolean {
  const foreign = ['external', 'shareable'];
  return !nodes.some((node) => node.directives?.some(({ name }) => foreign.includes(name.value)));
}
