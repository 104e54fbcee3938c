import { toBase64url } from '../../src/bytes/base64url.ts';
import { utf8 } from '../../src/bytes/bytes.ts';
import type { Replay } from '../vocabulary/replay.ts';

/** What an inline replay begins with. */
export const replayPrefix = 'inline:';

/** The command line that shows a counterexample again: from the report where one is written, else with the replay in itself. */
export function replayLine(replay: Replay, reportFile?: string): string {
  if (reportFile === undefined) return `touchstone replay ${replayToken(replay)}`;
  return `touchstone replay ${quoted(reportFile)} --rule ${replay.rule}`;
}

/** A replay as one word: `inline:` and base64url of its JSON. */
export function replayToken(replay: Replay): string {
  const { target, rule, seed, path, runs, profile } = replay;
  const token = { schema: 'touchstone-replay/1', target, rule, seed, path, runs, profile };
  return `${replayPrefix}${toBase64url(utf8(JSON.stringify(token)))}`;
}

/** Whether an argument is a replay in itself, not the name of a file. */
export function isReplayToken(argument: string): boolean {
  return argument.startsWith(replayPrefix);
}

/** A word as a POSIX shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
