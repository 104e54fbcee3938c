import { runCommand } from '../run-command.ts';
import type { OpenHow } from './open-how.ts';

const REPLUG_TIMEOUT_MS = 30_000;

/** The user's own way to cut the power of the key, if there is one. */
export function replugCommand(how: OpenHow): (() => Promise<void>) | undefined {
  const { replugCommand: command, signal, onTrouble } = how;
  if (command === undefined) return undefined;
  return async () => {
    try {
      await runCommand(command, {
        what: 'replug command',
        timeoutMs: REPLUG_TIMEOUT_MS,
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      // Without power cycles nothing that follows can be trusted: the run ends, and says why.
      onTrouble?.((error as Error).message);
      throw error;
    }
  };
}
