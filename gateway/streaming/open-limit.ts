import { AppError } from '../../lib/errors.ts';

/** Takes one more for the holder and returns its release. @throws AppError LIMIT_EXCEEDED. */
export type TakeOpen = (holder: string) => () => void;

/** Lets each holder have so many of something open at a time, in this process. */
export function createOpenLimit(max: number, what: string): TakeOpen {
  const openByHolder = new Map<string, number>();
  return (holder) => {
    const open = openByHolder.get(holder) ?? 0;
    if (open >= max) throw new AppError('LIMIT_EXCEEDED', `There are ${max} ${what} open already: close one first.`);
    openByHolder.set(holder, open + 1);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const left = (openByHolder.get(holder) ?? 1) - 1;
      if (left === 0) openByHolder.delete(holder);
      else openByHolder.set(holder, left);
    };
  };
}
