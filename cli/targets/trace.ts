import { readFile } from 'node:fs/promises';
import type { Leave, Session } from '../../conformance/engine/session.ts';
import type { Powers } from '../../conformance/vocabulary/device.ts';
import { VirtualClock } from '../../src/env/manual-clock.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import { openFittingCardLink } from '../../src/transport/card/fitting-link.ts';
import { openHidLink } from '../../src/transport/hid/hid-link.ts';
import {
  parseTranscript,
  parseTranscriptHeader,
  type Transcript,
  type TranscriptHeader,
} from '../../src/transport/transcript-line.ts';
import { BrokenError, UsageError } from '../exit-code.ts';
import { reasonOf } from '../writable.ts';
import { FrameLog } from './frame-log.ts';
import type { OpenHow } from './open-how.ts';
import type { TraceTarget } from './target.ts';
import { TracePlayer } from './trace-player.ts';

/** A transcript from its file. Rejects with `UsageError`, which names the line, where it cannot be read. */
export function readTranscriptFile(file: string): Promise<Transcript> {
  return readWith(file, parseTranscript);
}

/** What the first line of a transcript says. Rejects with `UsageError`. */
export function readTranscriptHeader(file: string): Promise<TranscriptHeader> {
  return readWith(file, (text) => parseTranscriptHeader(text.split('\n', 1)[0]!));
}

async function readWith<T>(file: string, parse: (text: string) => T): Promise<T> {
  try {
    return parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof DecodeError) throw new UsageError(`${file}: ${error.message}`);
    throw new UsageError(`cannot read ${file}: ${reasonOf(error as NodeJS.ErrnoException, file)}`);
  }
}

/**
 * Opens a transcript for judgement, as the key that it was recorded of. Time is virtual; what the key and its harness could do
 * then is what they can do now. Rejects with `UsageError` for a file that cannot be read, with `BrokenError` where the recorded
 * run did not get as far as opening its key.
 */
export async function openTrace(target: TraceTarget, how: OpenHow): Promise<Session> {
  const { uri, file } = target;
  const transcript = await readTranscriptFile(file);
  const opened = transcript.lines.find((line) => line.kind === 'event' && line.event === 'opened');
  if (opened?.kind !== 'event') throw new BrokenError(`${uri}: the recorded run never opened its key`);
  const then = openedOf(file, opened.line, opened.detail);
  const clock = new VirtualClock();
  const env = { clock, random: seededRandom(`harness/${how.seed}`) };
  const player = new TracePlayer(uri, transcript, clock);
  const frames = new FrameLog(clock, how.recording);
  const reports = transcript.lines.find((line) => line.kind === 'frame' && line.wire === 'hid');
  const reportSize = reports?.kind === 'frame' ? reports.bytes.length : 64;
  try {
    const { powers } = then;
    const isHid = powers.wires.includes('hid');
    const link = isHid
      ? await openHidLink(frames.watch(player.openHid(reportSize)), env)
      : await openFittingCardLink(frames.watchCard(player.card()), env);
    return {
      uri,
      transport: then.transport,
      env,
      powers,
      link,
      real: then.real,
      unproven: then.unproven,
      allow: then.allow,
      ...(how.pin === undefined ? {} : { pin: how.pin }),
      ...(isHid ? { openHid: async () => frames.watch(player.openHid(reportSize)) } : {}),
      ...(powers.wires.includes('card') ? { openCard: async () => frames.watchCard(await player.openCard()) } : {}),
      ...(powers.powerCycle ? { powerCycle: () => player.powerCycle() } : {}),
      ...(powers.presence === 'automatic' ? {} : { setTouch: () => undefined }),
      begin: (ruleId) => player.begin(ruleId),
      transcript: () => frames.lines(),
      forgetTranscript: () => frames.forget(),
      close: () => link.close(),
    };
  } catch (error) {
    if (error instanceof TransportError) throw new BrokenError(error.message, { cause: error });
    throw error;
  }
}

interface Opened {
  readonly transport: string;
  readonly real: boolean;
  readonly unproven: boolean;
  readonly allow: Leave;
  readonly powers: Powers;
}

/** What the key and its harness could do when the transcript was recorded. Throws `UsageError`. */
function openedOf(file: string, line: number, detail: Readonly<Record<string, unknown>>): Opened {
  const { transport, real, unproven, allow, powers } = detail as Partial<Opened>;
  if (typeof transport !== 'string' || !isObject(allow) || !isObject(powers) || !Array.isArray(powers.wires)) {
    throw new UsageError(`${file}: line ${line}: expected transport, allow and powers of the key that was opened`);
  }
  // JSON has no infinity: it is null there.
  const longestWaitMs = (powers.longestWaitMs as number | null) ?? Number.POSITIVE_INFINITY;
  return {
    transport,
    real: real === true,
    unproven: unproven === true,
    allow: allow as Leave,
    powers: { ...powers, longestWaitMs } as Powers,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
