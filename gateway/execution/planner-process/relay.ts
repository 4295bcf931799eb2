import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { workerData } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { GiveUp, PlannerReply, PlannerTurn } from './messages.ts';

/** A thread between the gateway, which waits without its event loop, and the planner process, which it starts when needed. */

const port = workerData as MessagePort;
let child: ChildProcess | undefined;
let turn: PlannerTurn | undefined;

function finish(reply: PlannerReply): void {
  if (!turn) return;
  port.postMessage({ id: turn.id, reply });
  Atomics.store(turn.done, 0, 1);
  Atomics.notify(turn.done, 0);
  turn = undefined;
}

function start(): ChildProcess {
  const started = fork(new URL('main.ts', import.meta.url), {
    // None of the gateway's flags and secrets.
    execArgv: [],
    env: {},
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const onEnd = (reason: string): void => {
    if (child !== started) return;
    child = undefined;
    finish({ kind: 'ended', reason });
  };
  started.on('message', (reply: PlannerReply) => {
    if (child === started) finish(reply);
  });
  started.once('error', ({ message }) => onEnd(`the planner process does not run: ${message}`));
  started.once('exit', (code, signal) => onEnd(`the planner process ended with ${signal ?? code}`));
  return started;
}

port.on('message', (message: PlannerTurn | GiveUp) => {
  if (message.request === 'give-up') {
    if (turn?.id !== message.id) return;
    turn = undefined;
    child?.kill('SIGKILL');
    child = undefined;
    return;
  }
  turn = message;
  child ??= start();
  child.send(turn.request);
});
