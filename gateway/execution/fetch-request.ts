import { isDataObject, readField, writeField } from './data.ts';
import type { DataObject } from './data.ts';
import type { FetchNode } from './plan-types.ts';
import type { AnswerError, SubgraphAnswer, SubgraphRequest } from './subgraph-fetch.ts';
import type { ExecutionState } from './execution-state.ts';
import { clientVariable } from './variable-names.ts';

/** The variables of the client's operation that a fetch uses. */
export function pickVariables(node: FetchNode, state: ExecutionState): DataObject {
  const variables: DataObject = {};
  for (const name of node.variableUsages) {
    const value = readField(state.variables, clientVariable(name));
    if (value !== undefined) writeField(variables, name, value);
  }
  return variables;
}

/** Never rejects: a failed fetch is an answer without data, and an answer without data has an error. */
export async function send(
  node: FetchNode,
  variables: DataObject,
  state: ExecutionState,
  asked?: Pick<SubgraphRequest, 'entityCounts' | 'entities'>,
): Promise<SubgraphAnswer> {
  const request = {
    serviceName: node.serviceName,
    query: node.operation,
    operationName: node.operationName,
    variables,
    kind: node.operationKind,
    laterRounds: node.laterRounds,
    ...asked,
  };
  try {
    const answer = await state.fetch(request, state.signal);
    if (!answer.isPlain) state.strings.mayNeedEscape = true;
    return isDataObject(answer.data) || answer.errors?.length ? answer : { errors: [incomplete()] };
  } catch (reason) {
    return { errors: [toAnswerError(reason)] };
  }
}

/** The error of an answer that lacks what was asked, without saying why. */
export function incomplete(): AnswerError {
  return { message: 'The subgraph gave an incomplete answer.', extensions: { code: 'UPSTREAM_UNAVAILABLE' } };
}

function toAnswerError(reason: unknown): AnswerError {
  const { message, extensions } = (reason ?? {}) as Partial<AnswerError>;
  return {
    message: message ?? 'The subgraph did not answer.',
    extensions: { code: 'UPSTREAM_UNAVAILABLE', ...extensions },
  };
}

/** An error of a subgraph as the client gets it. */
export function ownError(error: AnswerError, serviceName: string, path?: readonly (string | number)[]): AnswerError {
  return {
    message: error.message || `The subgraph ${serviceName} failed.`,
    ...(path && { path }),
    extensions: { code: 'DOWNSTREAM_SERVICE_ERROR', ...error.extensions, service: serviceName },
  };
}
