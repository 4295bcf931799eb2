import type { Logger } from './log.ts';

/**
 * Ends the process on SIGTERM or SIGINT after `close` has drained it: code 0, or 1 when that failed or took longer
 * than `deadlineMs`. Repeated signals change nothing: npm and the terminal both send one for a single Ctrl-C.
 */
export function closeOnSignal(close: () => Promise<void>, logger: Logger, deadlineMs = 10_000): void {
  let closing = false;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (closing) return;
    closing = true;
    logger.info({ signal }, 'closing');
    const deadline = setTimeout(() => {
      logger.error({ deadlineMs }, 'closing took too long');
      process.exit(1);
    }, deadlineMs);
    try {
      await close();
      clearTimeout(deadline);
      process.exit(0);
    } catch (error) {
      logger.error({ err: error }, 'closing failed');
      process.exit(1);
    }
  };
  process.on('SIGTERM', (signal) => void end(signal));
  process.on('SIGINT', (signal) => void end(signal));
}
