import { isDataObject } from '../data.ts';
import type { AnswerError, SubgraphAnswer } from '../subgraph-fetch.ts';
import { SubgraphFault } from './subgraph-fault.ts';

function isAnswerError(value: unknown): value is AnswerError {
  return (
    isDataObject(value) &&
    typeof value['message'] === 'string' &&
    (value['path'] == null || Array.isArray(value['path'])) &&
    (value['extensions'] == null || isDataObject(value['extensions']))
  );
}

/** Says in what way the value is no GraphQL answer, or nothing. */
function shapeProblem(answer: unknown): string | undefined {
  if (!isDataObject(answer)) return 'the answer is not a JSON object';
  const { data, errors } = answer;
  if (data != null && !isDataObject(data)) return 'data is not an object';
  if (errors != null && !(Array.isArray(errors) && errors.every(isAnswerError))) return 'errors is no list of errors';
  if (data == null && !(Array.isArray(errors) && errors.length > 0)) return 'the answer has neither data nor errors';
  return undefined;
}

function countProblem({ data, errors }: SubgraphAnswer, entityCounts: Readonly<Record<string, number>>) {
  if (!data) return undefined;
  const wrong = Object.entries(entityCounts).find(([name, count]) => {
    const entities = data[name];
    if (entities == null && errors?.length) return false;
    return !Array.isArray(entities) || entities.length !== count;
  });
  return wrong && `${wrong[0]} does not hold the ${wrong[1]} entities asked for`;
}

/**
 * Reads the text of an answer.
 * @param entityCounts how many entities each `_entities` field must hold, by its response name.
 */
export function parseAnswer(
  text: string,
  entityCounts: Readonly<Record<string, number>> = {},
): SubgraphAnswer | SubgraphFault {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return new SubgraphFault('answer', 'the answer is not JSON');
  }
  const problem = shapeProblem(answer) ?? countProblem(answer as SubgraphAnswer, entityCounts);
  if (problem !== undefined) return new SubgraphFault('answer', problem);
  const { data, errors } = answer as SubgraphAnswer;
  return { data, errors, isPlain: !text.includes('\\') };
}
