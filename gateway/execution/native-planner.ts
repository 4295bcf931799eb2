import type {
  EntityBatchAlias,
  FetchNode as NativeFetch,
  FetchNodePathSegment,
  FetchRewrite,
  FlattenNodePathSegment,
  PlanNode as NativeNode,
  QueryPlan,
  RequiresSelection,
} from '@graphql-hive/router-query-planner';
import { print } from 'graphql';
import { createGapFinder } from './native-planner-gaps.ts';
import type { PlannerReply } from './planner-process/messages.ts';
import { askPlannerProcess } from './planner-process/planner-process.ts';
import type {
  EntityTarget,
  FetchNode,
  PathSegment,
  PlanNode,
  PlanPath,
  Requirement,
  Rewrite,
  RootFetch,
} from './plan-types.ts';
import type { OverrideChoice, Planner } from './planner.ts';

const LOAD_TIMEOUT_MS = 30_000;
/** Hundreds of times as long as a plan takes. Some operations it plans without end. */
const PLAN_TIMEOUT_MS = 1_000;
/** After its process ended, nothing is planned by it for so long: who sends such operations must not hold the event loop. */
const REST_MS = 5_000;

let planners = 0;
let restsUntilMs = 0;

/**
 * Hive's planner, Rust behind N-API, in a process of its own: over some operations it panics, which nothing can catch. Throws
 * when the platform has no prebuilt binary.
 */
export function createNativePlanner(supergraphSdl: string, overrides: OverrideChoice): Planner {
  const planner = ++planners;
  const load = (): void => {
    const reply = askPlannerProcess({ kind: 'load', planner, supergraphSdl }, LOAD_TIMEOUT_MS);
    if (reply.kind !== 'loaded') throw refusal(reply);
  };
  const planOf = (operation: string): QueryPlan => {
    if (performance.now() < restsUntilMs) throw new Error('The native planner rests, after its process ended.');
    const request = { kind: 'plan', planner, operation, ...overrides } as const;
    let reply = askPlannerProcess(request, PLAN_TIMEOUT_MS);
    if (reply.kind === 'forgotten') {
      load();
      reply = askPlannerProcess(request, PLAN_TIMEOUT_MS);
    }
    if (reply.kind === 'planned') return reply.plan;
    if (reply.kind === 'ended') restsUntilMs = performance.now() + REST_MS;
    throw refusal(reply);
  };
  load();
  const findGap = createGapFinder(supergraphSdl);
  return {
    plan(document) {
      const gap = findGap(document);
      if (gap !== undefined) throw new Error(`The planner cannot be trusted with ${gap}.`);
      const { node } = planOf(print(document));
      if (!node) throw new Error('No subgraph resolves the fields of this operation.');
      const subscription = node.kind === 'Subscription' ? node : node.kind === 'Sequence' ? node.nodes[0] : undefined;
      if (subscription?.kind !== 'Subscription') return { node: translateNode(node, []) };
      const rest = node.kind === 'Sequence' ? node.nodes.slice(1) : [];
      return {
        subscription: translateRootFetch(subscription.primary, []),
        ...(rest.length > 0 && { node: { kind: 'Sequence', nodes: rest.map((child) => translateNode(child, [])) } }),
      };
    },
  };
}

function refusal(reply: PlannerReply): Error {
  return new Error('reason' in reply ? reply.reason : `The planner process answered ${reply.kind}.`);
}

function translateNode(node: NativeNode, path: PlanPath): PlanNode {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { kind: node.kind, nodes: node.nodes.map((child) => translateNode(child, path)) };
    case 'Flatten':
      return translateNode(node.node, [...path, ...node.path.map(translateSegment)]);
    case 'Fetch':
      return translateFetch(node, path);
    case 'BatchFetch':
      return {
        kind: 'EntityFetch',
        ...requestOf(node),
        targets: node.entityBatch.aliases.map((alias) => translateBatchAlias(alias)),
      };
    case 'Condition':
    case 'Defer':
    case 'Subscription':
      throw new Error(`The planner put a ${node.kind} node where none can be.`);
  }
}

type NativeRequest = Pick<
  NativeFetch,
  'serviceName' | 'operation' | 'operationName' | 'operationKind' | 'variableUsages'
>;

function requestOf(node: NativeRequest) {
  return {
    serviceName: node.serviceName,
    operation: node.operation,
    ...(node.operationName && { operationName: node.operationName }),
    operationKind: node.operationKind ?? 'query',
    variableUsages: node.variableUsages ?? [],
  } as const;
}

function translateRootFetch(node: NativeFetch, path: PlanPath): RootFetch {
  return {
    kind: 'RootFetch',
    ...requestOf(node),
    path,
    outputRewrites: (node.outputRewrites ?? []).map(translateRewrite),
  };
}

function translateFetch(node: NativeFetch, path: PlanPath): FetchNode {
  if (!node.requires) return translateRootFetch(node, path);
  const target: EntityTarget = {
    alias: '_entities',
    representationsVariable: 'representations',
    paths: [path],
    requires: node.requires.map(translateRequirement),
    inputRewrites: (node.inputRewrites ?? []).map(translateRewrite),
    outputRewrites: (node.outputRewrites ?? []).map(translateRewrite),
  };
  return { kind: 'EntityFetch', ...requestOf(node), targets: [target] };
}

function translateBatchAlias(alias: EntityBatchAlias): EntityTarget {
  return {
    alias: alias.alias,
    representationsVariable: alias.representationsVariableName,
    paths: alias.paths.map((path) => path.map(translateSegment)),
    requires: alias.requires.map(translateRequirement),
    inputRewrites: (alias.inputRewrites ?? []).map(translateRewrite),
    outputRewrites: (alias.outputRewrites ?? []).map(translateRewrite),
  };
}

function translateSegment(segment: FlattenNodePathSegment): PathSegment {
  if (segment === '@') return '@';
  return 'Field' in segment ? segment.Field : { types: segment.TypeCondition };
}

function translateRequirement(selection: RequiresSelection): Requirement {
  switch (selection.kind) {
    case 'Field':
      return {
        kind: 'field',
        source: selection.name,
        name: selection.alias ?? selection.name,
        ...(selection.selections?.length && { selections: selection.selections.map(translateRequirement) }),
      };
    case 'InlineFragment':
      return {
        kind: 'fragment',
        type: selection.typeCondition,
        selections: selection.selections.map(translateRequirement),
      };
    case 'FragmentSpread':
      throw new Error('The planner named a fragment in the requirements of an entity.');
  }
}

function translateRewrite(rewrite: FetchRewrite): Rewrite {
  if ('KeyRenamer' in rewrite)
    return {
      kind: 'rename',
      path: rewrite.KeyRenamer.path.map(translateFetchSegment),
      to: rewrite.KeyRenamer.renameKeyTo,
    };
  const setter = 'ValueSetter' in rewrite ? rewrite.ValueSetter : rewrite;
  return { kind: 'set', path: setter.path.map(translateFetchSegment), value: setter.setValueTo };
}

function translateFetchSegment(segment: FetchNodePathSegment): PathSegment {
  return 'Key' in segment ? segment.Key : { types: segment.TypenameEquals };
}
