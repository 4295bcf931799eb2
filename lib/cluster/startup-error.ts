/**
 * Something the person starting the software can mend. The message is one sentence saying what happened, where and
 * what to do (a server's last log lines may follow it); startup code prints only the message and exits non-zero.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
