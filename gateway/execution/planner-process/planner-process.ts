import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { GiveUp, PlannerReply, PlannerRequest, PlannerTurn } from './messages.ts';

let relay: MessagePort | undefined;
let turns = 0;

function startRelay(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('relay.ts', import.meta.url), {
    workerData: port2,
    transferList: [port2],
    execArgv: [],
  });
  // Both end with the gateway, and do not keep it.
  worker.unref();
  port1.unref();
  return port1;
}

/**
 * Asks the planner process, and waits: planning holds the event loop as it would in this process. The process is started
 * with the first request, and anew after it ended. When it takes longer than `timeoutMs`, it is killed.
 */
export function askPlannerProcess(request: PlannerRequest, timeoutMs: number): PlannerReply {
  relay ??= startRelay();
  const turn: PlannerTurn = { id: ++turns, request, done: new Int32Array(new SharedArrayBuffer(4)) };
  relay.postMessage(turn);
  if (Atomics.wait(turn.done, 0, 0, timeoutMs) === 'timed-out') {
    relay.postMessage({ id: turn.id, request: 'give-up' } satisfies GiveUp);
    return { kind: 'ended', reason: `the planner process gave no answer within ${timeoutMs} ms` };
  }
  for (let received = receiveMessageOnPort(relay); received; received = receiveMessageOnPort(relay)) {
    const { id, reply } = received.message as { readonly id: number; readonly reply: PlannerReply };
    if (id === turn.id) return reply;
  }
  return { kind: 'ended', reason: 'the planner process gave no answer' };
}
