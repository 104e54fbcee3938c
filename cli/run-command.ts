import { spawn } from 'node:child_process';
import { callLater } from '../src/env/system.ts';
import { BrokenError } from './exit-code.ts';

/** How a command is run. */
export interface CommandOptions {
  /** For errors: `touch command`. */
  readonly what: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Runs a command of the user with `sh -c` in a process group of its own, so that nothing of it is left when it is
 * stopped. What it prints goes to stderr. Rejects with `BrokenError` when it cannot start, fails or takes too long.
 */
export function runCommand(command: string, { what, timeoutMs, signal }: CommandOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', command], { stdio: ['ignore', 2, 2], detached: true });
    let stopped: string | undefined;
    const stop = (because: string): void => {
      stopped = because;
      endGroup(child.pid);
    };
    const cancelTimeout = callLater(timeoutMs, () => stop(`took longer than ${timeoutMs / 1000} s`));
    const onAbort = (): void => stop('was stopped');
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
    const finish = (failure: string | undefined): void => {
      cancelTimeout();
      signal?.removeEventListener('abort', onAbort);
      if (failure === undefined) resolve();
      else reject(new BrokenError(`${what} ${JSON.stringify(command)} ${failure}`));
    };
    child.on('error', (error) => finish(`cannot start: ${error.message}`));
    child.on('close', (code, killedBy) => {
      if (stopped !== undefined) finish(stopped);
      else if (code === 0) finish(undefined);
      else finish(code === null ? `was ended by ${killedBy}` : `exited with ${code}`);
    });
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It ended by itself in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
