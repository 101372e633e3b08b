import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  Kind,
  parse,
  print,
  visit,
  type DefinitionNode,
  type DocumentNode,
  type NameNode,
} from 'graphql';

/**
 * The API schema as the gateway would show it, derived from the subgraphs' SDL by joining types of one name.
 *
 * It stands in for `schema/api.graphql` while that is not composed yet: no satisfiability, no federation rules, only the shape
 * that a client can select from.
 */
export function provisionalApiSchema(subgraphFolder: string): string {
  const files = readdirSync(subgraphFolder).filter((name) => name.endsWith('.graphql'));
  const documents = files
    .sort()
    .map((name) => parse(readFileSync(join(subgraphFolder, name), 'utf8')));
  return print({ kind: Kind.DOCUMENT, definitions: joined(documents) });
}

interface Field {
  readonly name: NameNode;
  readonly directives?: readonly { readonly name: NameNode }[];
}

/** A type definition, as far as joining looks at it. */
interface TypeDefinition {
  readonly kind: string;
  readonly name: NameNode;
  readonly fields?: readonly Field[];
}

function joined(documents: DocumentNode[]): DefinitionNode[] {
  const byName = new Map<string, TypeDefinition>();
  for (const document of documents) {
    for (const definition of document.definitions) {
      const named = asType(definition);
      if (named !== undefined) {
        byName.set(named.name.value, merged(byName.get(named.name.value), named));
      }
    }
  }
  return [...byName.values()].map((type) => withoutDirectives(type as DefinitionNode));
}

/** The type a definition or extension declares; schema and directive definitions concern only the subgraph. */
function asType(definition: DefinitionNode): TypeDefinition | undefined {
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.OBJECT_TYPE_EXTENSION:
      return { ...definition, kind: Kind.OBJECT_TYPE_DEFINITION };
    case Kind.INTERFACE_TYPE_DEFINITION:
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
    case Kind.ENUM_TYPE_DEFINITION:
    case Kind.UNION_TYPE_DEFINITION:
    case Kind.SCALAR_TYPE_DEFINITION:
      return definition;
    default:
      return undefined;
  }
}

function merged(present: TypeDefinition | undefined, added: TypeDefinition): TypeDefinition {
  const own = {
    ...added,
    ...(added.fields && { fields: added.fields.filter((field) => !isExternal(field)) }),
  };
  if (present?.fields === undefined || own.fields === undefined) {
    return present ?? own;
  }
  const names = new Set(present.fields.map((field) => field.name.value));
  const fields = [...present.fields, ...own.fields.filter((field) => !names.has(field.name.value))];
  return { ...present, fields };
}

function isExternal(field: Field): boolean {
  return field.directives?.some((directive) => directive.name.value === 'external') ?? false;
}

function withoutDirectives(definition: DefinitionNode): DefinitionNode {
  return visit(definition, {
    Directive: (node) => (node.name.value === 'specifiedBy' ? undefined : null),
  });
}
