import type { Leave } from '../conformance/engine/session.ts';
import { UsageError } from './exit-code.ts';

const kinds = ['reset', 'pin', 'write'] as const;

/** What `--allow reset,pin,write` gives leave for. Throws `UsageError`. */
export function parseLeave(words: readonly string[] = []): Leave {
  for (const word of words) {
    if (!(kinds as readonly string[]).includes(word)) {
      throw new UsageError(`--allow: expected reset, pin or write, received ${JSON.stringify(word)}`);
    }
  }
  return { reset: words.includes('reset'), pin: words.includes('pin'), write: words.includes('write') };
}
