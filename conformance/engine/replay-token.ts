import { z } from 'zod';
import { fromBase64url, toBase64url } from '../../src/bytes/base64url.ts';
import { fromUtf8, utf8 } from '../../src/bytes/bytes.ts';

const tokenSchema = z.object({
  schema: z.literal('touchstone-replay/1'),
  target: z.string().min(1),
  rule: z.string().min(1),
  seed: z.int(),
  path: z.string(),
  runs: z.int().min(1),
  profile: z.string().min(1),
});

/** All that is needed to see one counterexample again. */
export type Replay = Omit<z.infer<typeof tokenSchema>, 'schema'>;

/** A replay that cannot be read: what was expected of it. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
}

const PREFIX = 'inline:';

/** The command line that shows a counterexample again: from the report where one is written, else with the replay in itself. */
export function replayLine(replay: Replay, reportFile?: string): string {
  if (reportFile === undefined) return `touchstone replay ${replayToken(replay)}`;
  return `touchstone replay ${quoted(reportFile)} --rule ${replay.rule}`;
}

/** A replay as one word: `inline:` and base64url of its JSON. */
export function replayToken(replay: Replay): string {
  const { target, rule, seed, path, runs, profile } = replay;
  const token = { schema: 'touchstone-replay/1', target, rule, seed, path, runs, profile };
  return `${PREFIX}${toBase64url(utf8(JSON.stringify(token)))}`;
}

/** Whether an argument is a replay in itself, not the name of a file. */
export function isReplayToken(argument: string): boolean {
  return argument.startsWith(PREFIX);
}

/** Reads an inline replay. Throws `ReplayError`. */
export function parseReplayToken(argument: string): Replay {
  if (!isReplayToken(argument))
    throw new ReplayError(`replay: expected inline:BASE64URL, received ${JSON.stringify(argument.slice(0, 40))}`);
  let value: unknown;
  try {
    const text = fromUtf8(fromBase64url(argument.slice(PREFIX.length)));
    if (text === undefined) throw new SyntaxError('not UTF-8');
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof SyntaxError)) throw error;
    throw new ReplayError('replay: expected base64url of JSON after inline:, received something else or a part of it', {
      cause: error,
    });
  }
  const parsed = tokenSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ReplayError(
      `replay: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'expected touchstone-replay/1'}`,
    );
  }
  const { schema: _, ...replay } = parsed.data;
  return replay;
}

/** A word as a POSIX shell takes it. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
