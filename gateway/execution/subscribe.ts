import type { CompiledOperation } from './compile-operation.ts';
import { answer, coerceVariables, refuse } from './execute.ts';
import type { ExecutionInput, ExecutionResult } from './execute.ts';
import type { ExecutionState } from './execution-state.ts';
import { pickVariables } from './fetch-request.ts';
import { compileRootAnswer } from './root-fetch.ts';
import type { SubgraphAnswer, SubgraphRequest } from './subgraph-fetch.ts';

export interface SubscriptionInput extends ExecutionInput {
  /** Opens the event stream of the subgraph that owns the subscription. */
  readonly open: (request: SubgraphRequest, signal: AbortSignal) => AsyncIterable<SubgraphAnswer>;
}

/** Completes each event of the owning subgraph with the fields of the others. Ends when the subgraph's stream ends. */
export async function* subscribe(
  compiled: CompiledOperation,
  input: SubscriptionInput,
): AsyncGenerator<ExecutionResult, void, undefined> {
  const { coerced, errors } = coerceVariables(compiled, input.variables);
  if (!coerced) {
    yield refuse(errors);
    return;
  }
  const variant = compiled.variantFor(coerced);
  const source = variant.plan.subscription;
  if (!source) throw new Error('The operation is no subscription.');
  const receive = compileRootAnswer(source, compiled.schema);
  const createState = (): ExecutionState => ({
    data: {},
    variables: coerced,
    fetch: input.fetch,
    signal: input.signal,
    errors: [],
    failures: [],
    strings: { mayNeedEscape: true },
  });
  const request: SubgraphRequest = {
    serviceName: source.serviceName,
    query: source.operation,
    operationName: source.operationName,
    variables: pickVariables(source, createState()),
    kind: 'subscription',
  };
  for await (const event of input.open(request, input.signal)) {
    const state = createState();
    receive(event, [state.data], state);
    await variant.run?.(state);
    yield answer(variant, state);
  }
}
