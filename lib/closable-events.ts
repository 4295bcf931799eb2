/** Events that whoever reads them can end at any time. */
export interface ClosableEvents<Event> extends AsyncIterableIterator<Event> {
  return(): Promise<IteratorResult<Event>>;
  throw(): Promise<IteratorResult<Event>>;
}

/**
 * Lets a reader end a generator while that waits for its next event: by itself `return()` only takes effect after it.
 * The generator must wait under the signal of `abort`.
 */
export function closableEvents<Event>(
  events: AsyncGenerator<Event, void, undefined>,
  abort: AbortController,
): ClosableEvents<Event> {
  const close = async (): Promise<IteratorResult<Event>> => {
    abort.abort();
    // It may end by the abort it was just told of.
    return events.return().catch(() => ({ done: true, value: undefined }));
  };
  return {
    next: () => events.next(),
    return: close,
    throw: close,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
