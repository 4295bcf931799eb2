import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type {
  FetchDataKeyRenamer,
  FetchDataRewrite,
  FetchNode as ApolloFetch,
  PlanNode as ApolloNode,
  QueryPlanSelectionNode,
} from '@apollo/query-planner';
import { parse, print, visit } from 'graphql';
import type { ConstDirectiveNode, InterfaceTypeDefinitionNode, ObjectTypeDefinitionNode } from 'graphql';
import type {
  ContextArgument,
  FetchNode,
  PathSegment,
  PlanNode,
  PlanPath,
  Requirement,
  Rewrite,
  RootFetch,
} from './plan-types.ts';
import type { OverrideChoice, Planner } from './planner.ts';
import { argument } from './supergraph-sdl.ts';

/**
 * Of the combinations of ways to the fields. Apollo's own 10,000 hold the event loop for seconds where an interface object
 * can be had in several ways; the best of the first 100 is hardly ever dearer.
 */
const MAX_EVALUATED_PLANS = 100;

/** Apollo's planner, in JavaScript: it runs everywhere. Its graph takes long to build, so that waits for the first plan. */
export function createApolloPlanner(supergraphSdl: string, overrides: OverrideChoice): Planner {
  let built: { supergraph: Supergraph; planner: QueryPlanner } | undefined;
  const build = () => {
    const supergraph = Supergraph.build(withResolvableKeysFirst(supergraphSdl));
    return { supergraph, planner: new QueryPlanner(supergraph, { debug: { maxEvaluatedPlans: MAX_EVALUATED_PLANS } }) };
  };
  const labels = [...overrides.labels, ...percentagesAbove(supergraphSdl, overrides.percentage)];
  const overrideConditions = new Map(labels.map((label) => [label, true]));
  return {
    plan(document) {
      const { supergraph, planner } = (built ??= build());
      const operation = operationFromDocument(supergraph.apiSchema(), document);
      const { node } = planner.buildQueryPlan(operation, { overrideConditions });
      if (!node) throw new Error('No subgraph resolves the fields of this operation.');
      if (node.kind !== 'Subscription') return { node: translateNode(node, []) };
      return {
        subscription: translateRootFetch(node.primary, []),
        ...(node.rest && { node: translateNode(node.rest, []) }),
      };
    },
  };
}

/** Of several keys of a subgraph the planner takes the first that is at hand, also when the subgraph does not resolve it. */
function withResolvableKeysFirst(supergraphSdl: string): string {
  const isUnresolvable = (directive: ConstDirectiveNode): boolean => argument(directive, 'resolvable') === false;
  const sortKeys = <Type extends ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode>(type: Type): Type => ({
    ...type,
    directives: type.directives?.toSorted((one, other) => Number(isUnresolvable(one)) - Number(isUnresolvable(other))),
  });
  const document = parse(supergraphSdl, { noLocation: true });
  return print(visit(document, { ObjectTypeDefinition: sortKeys, InterfaceTypeDefinition: sortKeys }));
}

function percentagesAbove(supergraphSdl: string, percentage: number): string[] {
  const labels = supergraphSdl.matchAll(/"(percent\((\d+(?:\.\d+)?)\))"/g);
  return [...labels].flatMap(([, label = '', limit]) => (Number(limit) > percentage ? [label] : []));
}

function translateNode(node: ApolloNode, path: PlanPath): PlanNode {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { kind: node.kind, nodes: node.nodes.map((child) => translateNode(child, path)) };
    case 'Flatten':
      return translateNode(node.node, [...path, ...node.path.map(String)]);
    case 'Fetch':
      return translateFetch(node, path);
    case 'Condition':
    case 'Defer':
      throw new Error(`The planner put a ${node.kind} node where none can be.`);
  }
}

function requestOf(node: ApolloFetch) {
  return {
    serviceName: node.serviceName,
    operation: node.operation,
    ...(node.operationName && { operationName: node.operationName }),
    operationKind: node.operationKind,
    variableUsages: node.variableUsages ?? [],
  };
}

function translateRootFetch(node: ApolloFetch, path: PlanPath): RootFetch {
  return {
    kind: 'RootFetch',
    ...requestOf(node),
    path,
    outputRewrites: (node.outputRewrites ?? []).map(translateRewrite),
  };
}

function translateFetch(node: ApolloFetch, path: PlanPath): FetchNode {
  if (!node.requires) return translateRootFetch(node, path);
  return {
    kind: 'EntityFetch',
    ...requestOf(node),
    targets: [
      {
        alias: '_entities',
        representationsVariable: 'representations',
        paths: [path],
        requires: node.requires.map(translateRequirement),
        inputRewrites: (node.inputRewrites ?? []).map(translateRewrite),
        outputRewrites: (node.outputRewrites ?? []).map(translateRewrite),
        ...(node.contextRewrites && { context: node.contextRewrites.map(translateContext) }),
      },
    ],
  };
}

function translateContext({ path, renameKeyTo }: FetchDataKeyRenamer): ContextArgument {
  const up = path.findIndex((segment) => segment !== '..');
  return { variable: renameKeyTo, up, path: path.slice(up).map(translateSegment) };
}

function translateRequirement(selection: QueryPlanSelectionNode): Requirement {
  if (selection.kind === 'InlineFragment')
    return {
      kind: 'fragment',
      type: selection.typeCondition ?? '',
      selections: selection.selections.map(translateRequirement),
    };
  return {
    kind: 'field',
    source: selection.alias ?? selection.name,
    name: selection.alias ?? selection.name,
    ...(selection.selections?.length && { selections: selection.selections.map(translateRequirement) }),
  };
}

function translateRewrite(rewrite: FetchDataRewrite): Rewrite {
  const path = rewrite.path.map(translateSegment);
  return rewrite.kind === 'ValueSetter'
    ? { kind: 'set', path, value: rewrite.setValueTo as unknown }
    : { kind: 'rename', path, to: rewrite.renameKeyTo };
}

function translateSegment(segment: string): PathSegment {
  return segment.startsWith('... on ') ? { types: [segment.slice('... on '.length)] } : segment;
}
