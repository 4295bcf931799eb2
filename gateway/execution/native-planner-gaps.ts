import { Kind, parse, visit } from 'graphql';
import type { ConstDirectiveNode, DocumentNode, FieldDefinitionNode } from 'graphql';
import { argument } from './supergraph-sdl.ts';

/** Says what an operation has that the native planner drops, changes or panics over; undefined when it has nothing. */
export type FindGap = (document: DocumentNode) => string | undefined;

/** Finds what operations on a supergraph are not to be planned by the native planner. */
export function createGapFinder(supergraphSdl: string): FindGap {
  const deadlyFields = fieldsRequiringAcrossKeys(parse(supergraphSdl, { noLocation: true }));
  return (document) => {
    let gap: string | undefined;
    visit(document, {
      Field: ({ name, directives = [] }) => {
        // The gateway's own are decided before: these are of subgraphs.
        if (directives.length > 0) gap = 'directives of fields';
        if (deadlyFields.has(name.value)) gap = `what ${name.value} requires`;
      },
      StringValue: ({ value }) => {
        if (value.includes('\b')) gap = 'strings with a backspace';
      },
    });
    return gap;
  };
}

/**
 * The names of fields with a `@requires` of which the subgraph names several keys of the object, and of those that require
 * them. On the way back to the subgraph the planner takes a key that the others may not know, and panics.
 */
function fieldsRequiringAcrossKeys(supergraph: DocumentNode): Set<string> {
  const found = new Set<string>();
  const requirements: { readonly field: string; readonly required: ReadonlySet<string> }[] = [];
  for (const type of supergraph.definitions) {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION && type.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
    const keyed = directivesNamed('join__type', type).filter((one) => argument(one, 'key') !== undefined);
    const keysByGraph = Map.groupBy(keyed, (one) => argument(one, 'graph'));
    for (const field of type.fields ?? [])
      for (const join of directivesNamed('join__field', field)) {
        const required = argument(join, 'requires');
        if (typeof required !== 'string') continue;
        requirements.push({ field: field.name.value, required: namesIn(required) });
        if ((keysByGraph.get(argument(join, 'graph')) ?? []).length > 1) found.add(field.name.value);
      }
  }
  for (let known = -1; known < found.size;) {
    known = found.size;
    for (const { field, required } of requirements) if ([...required].some((name) => found.has(name))) found.add(field);
  }
  return found;
}

function directivesNamed(
  wanted: string,
  { directives = [] }: Pick<FieldDefinitionNode, 'directives'>,
): readonly ConstDirectiveNode[] {
  return directives.filter(({ name }) => name.value === wanted);
}

function namesIn(fields: string): Set<string> {
  const names = new Set<string>();
  visit(parse(`{${fields}}`, { noLocation: true }), { Field: ({ name }) => void names.add(name.value) });
  return names;
}
