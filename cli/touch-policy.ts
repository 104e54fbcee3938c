import type { Presence } from '../simulators/ports/presence.ts';
import { alwaysPresent, neverPresent } from '../simulators/ports/presence.ts';
import { UsageError } from './exit-code.ts';
import { runCommand } from './run-command.ts';
import { complain, toStderr } from './streams.ts';

/** A person at the emulated key, and how to send them home. */
export interface TouchPolicy {
  readonly presence: Presence;
  close(): void;
}

const COMMAND_TIMEOUT_MS = 30_000;

/** Reads `always`, `never`, `ask`, `after:MS` or `command:CMD`. Throws `UsageError`. */
export function touchPolicy(text: string, signal: AbortSignal): TouchPolicy {
  if (text === 'always') return { presence: alwaysPresent, close: () => undefined };
  if (text === 'never') return { presence: neverPresent, close: () => undefined };
  if (text === 'ask') return askPerson();
  const [, kind, rest] = /^(after|command):(.+)$/s.exec(text) ?? [];
  if (kind === 'after' && /^\d+$/.test(rest!)) return touchAfter(Number(rest));
  if (kind === 'command') return touchByCommand(rest!, signal);
  throw new UsageError(
    `unknown touch policy ${JSON.stringify(text)}: expected always, never, ask, after:MS or command:CMD`,
  );
}

function touchAfter(ms: number): TouchPolicy {
  return { presence: { poll: (_, waitedMs) => (waitedMs >= ms ? 'granted' : 'waiting') }, close: () => undefined };
}

/** Runs the command at the beginning of each wait: exit 0 is a touch, 1 declines, anything else leaves the key waiting. */
function touchByCommand(command: string, signal: AbortSignal): TouchPolicy {
  let answer: 'granted' | 'waiting' | undefined;
  let lastWaitedMs = Number.POSITIVE_INFINITY;
  const begin = (): void => {
    answer = 'waiting';
    runCommand(command, { what: 'touch command', timeoutMs: COMMAND_TIMEOUT_MS, signal }).then(
      () => {
        answer = 'granted';
      },
      (error: Error) => complain(error.message),
    );
  };
  return {
    presence: {
      poll: (_, waitedMs) => {
        // Time waited that does not grow is a new wait.
        if (answer === undefined || waitedMs < lastWaitedMs || waitedMs === 0) begin();
        lastWaitedMs = waitedMs;
        return answer ?? 'waiting';
      },
    },
    close: () => undefined,
  };
}

function askPerson(): TouchPolicy {
  if (process.stdin.isTTY !== true) throw new UsageError('--touch ask needs a terminal: expected stdin to be one');
  let answer: 'granted' | 'declined' | undefined;
  let lastWaitedMs = Number.POSITIVE_INFINITY;
  const onLine = (line: string | Buffer): void => {
    answer = /^\s*n/i.test(line.toString()) ? 'declined' : 'granted';
  };
  process.stdin.on('data', onLine);
  return {
    presence: {
      poll: ({ gesture }, waitedMs) => {
        if (waitedMs < lastWaitedMs || waitedMs === 0) {
          answer = undefined;
          void toStderr(`the key asks for a ${gesture}: press Enter to give it, n and Enter to decline\n`);
        }
        lastWaitedMs = waitedMs;
        return answer ?? 'waiting';
      },
    },
    close: () => {
      process.stdin.off('data', onLine);
      process.stdin.pause();
    },
  };
}
