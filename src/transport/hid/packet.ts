import { readUint16, readUint32 } from '../../bytes/bytes.ts';
import { DecodeError } from '../../errors/decode-error.ts';

export * from './constants.ts';

/** The first packet of a message. `data` is what of the message this packet holds. */
export interface InitPacket {
  readonly kind: 'init';
  readonly channel: number;
  /** Without bit 7. */
  readonly command: number;
  /** BCNT: bytes of the whole message. */
  readonly length: number;
  readonly data: Uint8Array;
}

/** A packet that goes on with a message. `data` is all that fits: the assembler knows how much of it counts. */
export interface ContinuationPacket {
  readonly kind: 'continuation';
  readonly channel: number;
  readonly sequence: number;
  readonly data: Uint8Array;
}

export type Packet = InitPacket | ContinuationPacket;

/** Header bytes of the first packet of a message: channel 4, command 1, BCNT 2. */
export const INIT_HEADER = 7;
/** Header bytes of every other packet: channel 4, sequence 1. */
export const CONTINUATION_HEADER = 5;
const MAX_CONTINUATIONS = 128;
const SMALLEST_REPORT = 8;

/** The most bytes that one message may have on reports of this size: 7609 for 64; never above 65535. */
export function largestMessage(reportSize: number): number {
  const fits = reportSize - INIT_HEADER + MAX_CONTINUATIONS * (reportSize - CONTINUATION_HEADER);
  return Math.min(0xffff, fits);
}

/**
 * The reports of one message, each of `reportSize` bytes, zero-padded (CTAP 2.3 section 11.2.4). `command` is without
 * bit 7. Throws `RangeError` for a report size under 8 or a payload over `largestMessage(reportSize)`.
 */
export function splitMessage(channel: number, command: number, payload: Uint8Array, reportSize = 64): Uint8Array[] {
  if (!(reportSize >= SMALLEST_REPORT)) {
    throw new RangeError(`splitMessage: expected reports of at least ${SMALLEST_REPORT} bytes, received ${reportSize}`);
  }
  if (payload.length > largestMessage(reportSize)) {
    throw new RangeError(
      `splitMessage: expected at most ${largestMessage(reportSize)} bytes in reports of ${reportSize}, received ${payload.length}`,
    );
  }
  const first = new Uint8Array(reportSize);
  writeChannel(first, channel);
  first[4] = command | 0x80;
  first[5] = payload.length >>> 8;
  first[6] = payload.length;
  const reports = [first];
  let at = reportSize - INIT_HEADER;
  if (payload.length <= at) {
    first.set(payload, INIT_HEADER);
    return reports;
  }
  first.set(payload.subarray(0, at), INIT_HEADER);
  for (let sequence = 0; at < payload.length; sequence += 1) {
    const report = new Uint8Array(reportSize);
    writeChannel(report, channel);
    report[4] = sequence;
    const end = at + reportSize - CONTINUATION_HEADER;
    report.set(payload.subarray(at, end), CONTINUATION_HEADER);
    reports.push(report);
    at = end;
  }
  return reports;
}

/** Reads one report. `data` is a subarray of it. Throws `DecodeError` for a report under 8 bytes. */
export function parsePacket(report: Uint8Array): Packet {
  if (report.length < SMALLEST_REPORT) {
    throw new DecodeError('report', `at least ${SMALLEST_REPORT} bytes`, `${report.length} bytes`, { kind: 'length' });
  }
  const channel = readUint32(report);
  const marker = report[4]!;
  if (marker < 0x80) {
    return { kind: 'continuation', channel, sequence: marker, data: report.subarray(CONTINUATION_HEADER) };
  }
  const length = readUint16(report, 5);
  const data = report.subarray(INIT_HEADER, Math.min(report.length, INIT_HEADER + length));
  return { kind: 'init', channel, command: marker & 0x7f, length, data };
}

/** A channel as people write it: eight hexadecimal digits. */
export function channelName(channel: number): string {
  return channel.toString(16).padStart(8, '0');
}

function writeChannel(report: Uint8Array, channel: number): void {
  report[0] = channel >>> 24;
  report[1] = channel >>> 16;
  report[2] = channel >>> 8;
  report[3] = channel;
}
