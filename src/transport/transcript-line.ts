import { fromHex, toHex } from '../bytes/hex.ts';
import { DecodeError } from '../errors/decode-error.ts';

/** The name of the format, in the first line of every transcript. */
export const transcriptSchema = 'touchstone-transcript/1';

/** What a frame is: a CTAPHID report, or an APDU. */
export type Wire = 'hid' | 'card';

/** The first line. */
export interface TranscriptHeader {
  readonly schema: typeof transcriptSchema;
  readonly tool: { readonly name: string; readonly version: string };
  /** The target as the user named it. */
  readonly target: string;
  readonly startedAt: string;
  /** The seed of the run. */
  readonly seed: number;
  readonly links: readonly Wire[];
  /** Whether secrets were taken out. */
  readonly secrets: 'redacted' | 'kept';
  /** How the run was ordered, where rules were judged. */
  readonly run?: RecordedRun;
}

/** What a run was ordered by besides its seed. */
export interface RecordedRun {
  readonly command: string;
  readonly rules?: readonly string[];
  readonly profile?: string;
  readonly runs?: number;
  /** fast-check's path to the one input that was replayed. */
  readonly path?: string;
}

/** Bytes of a frame that were replaced by zeros. */
export interface RedactedSpan {
  /** What they were: `authenticatorClientPIN.pinHashEnc`. */
  readonly path: string;
  /** Offset within the frame. */
  readonly at: number;
  readonly length: number;
}

/** One report or APDU. `out` is from the host to the device. */
export interface FrameLine {
  readonly kind: 'frame';
  /** Its line in the file, the header being line 1. */
  readonly line: number;
  /** Milliseconds since the first frame. */
  readonly t: number;
  readonly direction: 'out' | 'in';
  readonly wire: Wire;
  readonly bytes: Uint8Array;
  readonly redacted: readonly RedactedSpan[];
}

/** Something that happened beside the frames: `opened`, `rule`, `power-cycle`, `card`, `touch`, `lost`, `closed`. */
export interface EventLine {
  readonly kind: 'event';
  readonly line: number;
  readonly t: number;
  readonly event: string;
  /** The other members of the line. */
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A transcript, read whole. */
export interface Transcript {
  readonly header: TranscriptHeader;
  readonly lines: readonly (FrameLine | EventLine)[];
}

/** A frame as a line of a transcript, without the line end. */
export function frameText(frame: Omit<FrameLine, 'kind' | 'line'>): string {
  const { t, direction, wire, bytes, redacted } = frame;
  const channel = wire === 'hid' ? { channel: toHex(bytes.subarray(0, 4)) } : {};
  const taken = redacted.length === 0 ? {} : { redacted };
  return JSON.stringify({ t, dir: direction, wire, ...channel, bytes: toHex(bytes), ...taken });
}

/** An event as a line of a transcript, without the line end. */
export function eventText(t: number, event: string, detail: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ t, event, ...detail });
}

/**
 * Reads a transcript. A last line without its end, such as a crash leaves, is passed over. Throws `DecodeError` whose path is
 * the line: `line 12.bytes`.
 */
export function parseTranscript(text: string): Transcript {
  const rows = text.split('\n');
  // What was written last may have been cut off.
  const last = rows.pop()!;
  if (rows.length === 0) rows.push(last);
  const header = parseTranscriptHeader(rows[0]!);
  const lines = rows.flatMap((row, index) => (index === 0 || row.trim() === '' ? [] : [parseLine(row, index + 1)]));
  return { header, lines };
}

/** Reads the first line of a transcript. Throws `DecodeError`. */
export function parseTranscriptHeader(row: string): TranscriptHeader {
  const place = 'line 1';
  const held = parseObject(row, place, `the header of a transcript (${transcriptSchema})`);
  if (held['schema'] !== transcriptSchema) {
    throw new DecodeError(`${place}.schema`, JSON.stringify(transcriptSchema), shown(held['schema']));
  }
  if (typeof held['target'] !== 'string') throw new DecodeError(`${place}.target`, 'text', shown(held['target']));
  if (!Number.isSafeInteger(held['seed'])) throw new DecodeError(`${place}.seed`, 'an integer', shown(held['seed']));
  const links = held['links'];
  if (!Array.isArray(links) || !links.every(isWire)) {
    throw new DecodeError(`${place}.links`, 'an array of "hid" and "card"', shown(links));
  }
  return held as unknown as TranscriptHeader;
}

function parseLine(row: string, line: number): FrameLine | EventLine {
  const place = `line ${line}`;
  const held = parseObject(row, place, 'a frame or an event');
  const { t, event, dir, wire, bytes, redacted = [], ...rest } = held;
  if (typeof t !== 'number' || !(t >= 0)) throw new DecodeError(`${place}.t`, 'milliseconds of at least 0', shown(t));
  if (typeof event === 'string') {
    // What the members of frames are called, events may use for their own.
    const { t: _, event: __, ...detail } = held;
    return { kind: 'event', line, t, event, detail };
  }
  if (dir !== 'out' && dir !== 'in') throw new DecodeError(`${place}.dir`, '"out" or "in"', shown(dir));
  if (!isWire(wire)) throw new DecodeError(`${place}.wire`, '"hid" or "card"', shown(wire));
  const frame = parseBytes(bytes, `${place}.bytes`);
  if (wire === 'hid' && frame.length < 8) {
    throw new DecodeError(`${place}.bytes`, 'a report of at least 8 bytes', `${frame.length} bytes`);
  }
  if (wire === 'hid' && rest['channel'] !== toHex(frame.subarray(0, 4))) {
    throw new DecodeError(`${place}.channel`, JSON.stringify(toHex(frame.subarray(0, 4))), shown(rest['channel']));
  }
  return {
    kind: 'frame',
    line,
    t,
    direction: dir,
    wire,
    bytes: frame,
    redacted: parseRedacted(redacted, frame, place),
  };
}

function parseObject(row: string, place: string, expected: string): Record<string, unknown> {
  let held: unknown;
  try {
    held = JSON.parse(row);
  } catch (error) {
    throw new DecodeError(place, expected, shown(row), { cause: error });
  }
  if (typeof held !== 'object' || held === null || Array.isArray(held)) {
    throw new DecodeError(place, expected, shown(held));
  }
  return held as Record<string, unknown>;
}

function parseBytes(value: unknown, place: string): Uint8Array {
  if (typeof value !== 'string' || value.length % 2 !== 0 || !/^[0-9a-f]*$/.test(value)) {
    throw new DecodeError(place, 'bytes in lower-case hexadecimal', shown(value));
  }
  return fromHex(value);
}

function parseRedacted(value: unknown, frame: Uint8Array, place: string): RedactedSpan[] {
  const isSpan = (one: unknown): one is RedactedSpan => {
    const { path, at, length } = (one ?? {}) as Partial<Record<string, unknown>>;
    if (typeof path !== 'string' || typeof at !== 'number' || typeof length !== 'number') return false;
    return Number.isInteger(at) && Number.isInteger(length) && at >= 0 && length > 0 && at + length <= frame.length;
  };
  if (Array.isArray(value) && value.every(isSpan)) return value;
  throw new DecodeError(`${place}.redacted`, 'spans of path, at and length within the frame', shown(value));
}

function isWire(value: unknown): value is Wire {
  return value === 'hid' || value === 'card';
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
