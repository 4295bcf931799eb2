import { costOf } from './plan-cost.ts';
import type { PlanCost } from './plan-cost.ts';
import { fetchesOf } from './plan-types.ts';
import type { FetchNode, Plan, PlanNode, PlanPath, Requirement } from './plan-types.ts';

/** A list is taken to hold this many items when a plan's cost is estimated. */
const ASSUMED_LIST_LENGTH = 10;

/** What a plan sends, and how many entities it may ask for if every list holds ten items. */
export function estimatePlan(plan: Plan): PlanCost & { readonly entities: number } {
  const fetches = plan.node ? fetchesOf(plan.node) : [];
  const entities = fetches.flatMap((fetch) =>
    fetch.kind === 'EntityFetch' ? fetch.targets.flatMap((target) => target.paths.map(itemsAt)) : [],
  );
  return { ...costOf(plan), entities: entities.reduce((sum, count) => sum + count, 0) };
}

/** A plan as text for people: one node a line, what it sends and where its answer goes. */
export function printPlan(plan: Plan): string {
  const { requests, rounds, entities } = estimatePlan(plan);
  const lines = [`${requests} subgraph requests in ${rounds} rounds, up to ${entities} entities`];
  if (plan.subscription) lines.push('Subscription', ...fetchLines(plan.subscription, '  '));
  if (plan.node) lines.push(...nodeLines(plan.node, ''));
  return `${lines.join('\n')}\n`;
}

function itemsAt(path: PlanPath): number {
  return ASSUMED_LIST_LENGTH ** path.filter((segment) => segment === '@').length;
}

function nodeLines(node: PlanNode, indent: string): string[] {
  if (node.kind === 'RootFetch' || node.kind === 'EntityFetch') return fetchLines(node, indent);
  return [`${indent}${node.kind}`, ...node.nodes.flatMap((child) => nodeLines(child, `${indent}  `))];
}

function fetchLines(node: FetchNode, indent: string): string[] {
  const lines = [`${indent}Fetch ${node.serviceName}: ${node.operation.replaceAll(/\s+/g, ' ').trim()}`];
  if (node.kind === 'RootFetch') return lines;
  for (const { paths, requires } of node.targets)
    lines.push(`${indent}  at ${paths.map(pathText).join(', ')} with ${requires.map(requirementText).join(' ')}`);
  return lines;
}

function pathText(path: PlanPath): string {
  return path.map((segment) => (typeof segment === 'string' ? segment : `(${segment.types.join('|')})`)).join('.');
}

function requirementText(requirement: Requirement): string {
  const nested = requirement.selections?.length ? ` { ${requirement.selections.map(requirementText).join(' ')} }` : '';
  if (requirement.kind === 'fragment') return `... on ${requirement.type}${nested}`;
  const name =
    requirement.name === requirement.source ? requirement.name : `${requirement.name}: ${requirement.source}`;
  return `${name}${nested}`;
}
