import { z } from 'zod';
import { fromBase64url } from '../../src/bytes/base64url.ts';
import { fromUtf8 } from '../../src/bytes/bytes.ts';
import type { Replay } from '../vocabulary/replay.ts';
import { isReplayToken, replayPrefix } from './replay-line.ts';

/** A replay that cannot be read: what was expected of it. */
export class ReplayError extends Error {
  override readonly name = 'ReplayError';
}

const tokenSchema = z.object({
  schema: z.literal('touchstone-replay/1'),
  target: z.string().min(1),
  rule: z.string().min(1),
  seed: z.int(),
  path: z.string().regex(/^\d+(:\d+)*$/),
  runs: z.int().min(1),
  profile: z.string().min(1),
});

/** Reads an inline replay. Throws `ReplayError`. */
export function parseReplayToken(argument: string): Replay {
  if (!isReplayToken(argument)) {
    throw new ReplayError(`replay: expected inline:BASE64URL, received ${JSON.stringify(argument.slice(0, 40))}`);
  }
  const parsed = tokenSchema.safeParse(readJson(argument.slice(replayPrefix.length)));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
    throw new ReplayError(`replay: expected touchstone-replay/1: ${place}${issue?.message ?? 'something else'}`);
  }
  const { schema: _schema, ...replay } = parsed.data;
  return replay;
}

function readJson(word: string): unknown {
  try {
    return JSON.parse(fromUtf8(fromBase64url(word)) ?? '');
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof SyntaxError)) throw error;
    throw new ReplayError('replay: expected base64url of JSON after inline:, received something else or a part of it', {
      cause: error,
    });
  }
}
