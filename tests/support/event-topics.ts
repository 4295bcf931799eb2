/** Where a subgraph of a test takes the events of its subscriptions from. */
export interface EventTopics {
  publish(topic: string, event: unknown): void;
  /** Ends the events with an error. */
  fail(topic: string, error: Error): void;
  /** The events from now on, until the signal aborts. */
  follow(topic: string, signal: AbortSignal): AsyncGenerator<unknown, void, undefined>;
  /** How many follow the topic. */
  followers(topic: string): number;
}

interface Follower {
  readonly topic: string;
  readonly queue: (() => unknown)[];
  wake: () => void;
}

export function createEventTopics(): EventTopics {
  const all = new Set<Follower>();
  const send = (topic: string, event: () => unknown): void => {
    for (const follower of all)
      if (follower.topic === topic) {
        follower.queue.push(event);
        follower.wake();
      }
  };
  return {
    publish: (topic, event) => send(topic, () => event),
    fail: (topic, error) =>
      send(topic, () => {
        throw error;
      }),
    followers: (topic) => [...all].filter((follower) => follower.topic === topic).length,
    async *follow(topic, signal) {
      const follower: Follower = { topic, queue: [], wake: () => undefined };
      all.add(follower);
      const onAbort = (): void => follower.wake();
      signal.addEventListener('abort', onAbort);
      try {
        while (!signal.aborted) {
          const event = follower.queue.shift();
          if (event) yield event();
          else await new Promise<void>((resolve) => (follower.wake = resolve));
        }
      } finally {
        all.delete(follower);
      }
    },
  };
}
