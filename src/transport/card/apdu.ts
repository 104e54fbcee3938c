import { concat, readUint16, uint16 } from '../../bytes/bytes.ts';
import { DecodeError } from '../../errors/decode-error.ts';

/** A command APDU taken apart. */
export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  /** Ne, the most answer bytes wanted: 1 to 65536; `undefined` where the command has no Le. */
  readonly le: number | undefined;
  readonly form: ApduForm;
}

/** Length fields of one byte, or of three and two. A command without any counts as short. */
export type ApduForm = 'short' | 'extended';

/** What encodeApdu takes; P1 and P2 are 0, data is empty and Le is absent unless given. */
export interface ApduParts {
  readonly cla: number;
  readonly ins: number;
  readonly p1?: number;
  readonly p2?: number;
  readonly data?: Uint8Array;
  readonly le?: number | undefined;
}

/** A response APDU taken apart. */
export interface ResponseApdu {
  readonly data: Uint8Array;
  readonly sw: number;
}

const MAX_LE = { short: 256, extended: 65_536 } as const;
const MAX_LC = { short: 255, extended: 65_535 } as const;

/** One command APDU (ISO 7816-4 section 5.1). Throws `RangeError` where data or Le do not fit the form. */
export function encodeApdu(parts: ApduParts, form: ApduForm): Uint8Array {
  const { cla, ins, p1 = 0, p2 = 0, data = new Uint8Array(0), le } = parts;
  if (data.length > MAX_LC[form]) {
    throw new RangeError(
      `encodeApdu.data: expected at most ${MAX_LC[form]} bytes in ${form} form, received ${data.length}`,
    );
  }
  if (le !== undefined && !(le >= 1 && le <= MAX_LE[form])) {
    throw new RangeError(`encodeApdu.le: expected 1 to ${MAX_LE[form]} in ${form} form, received ${le}`);
  }
  const header = Uint8Array.of(cla, ins, p1, p2);
  if (form === 'short') {
    const lc = data.length === 0 ? [] : [data.length];
    const end = le === undefined ? [] : [le & 0xff];
    return concat(header, Uint8Array.from(lc), data, Uint8Array.from(end));
  }
  if (data.length === 0 && le === undefined) return header;
  const lc = data.length === 0 ? Uint8Array.of(0) : Uint8Array.of(0, data.length >>> 8, data.length);
  return concat(header, lc, data, le === undefined ? new Uint8Array(0) : uint16(le & 0xffff));
}

/** Takes a command APDU apart; `data` is a subarray. Throws `DecodeError` (kind `length`) where the lengths do not add up. */
export function parseApdu(bytes: Uint8Array): CommandApdu {
  if (bytes.length < 4) throw wrongLength('at least 4 bytes', bytes);
  const header = { cla: bytes[0]!, ins: bytes[1]!, p1: bytes[2]!, p2: bytes[3]! };
  const none = bytes.subarray(4, 4);
  if (bytes.length === 4) return { ...header, data: none, le: undefined, form: 'short' };
  const first = bytes[4]!;
  if (bytes.length === 5) return { ...header, data: none, le: first || MAX_LE.short, form: 'short' };
  if (first !== 0) {
    const data = bytes.subarray(5, 5 + first);
    if (bytes.length === 5 + first) return { ...header, data, le: undefined, form: 'short' };
    if (bytes.length === 6 + first) {
      return { ...header, data, le: bytes[bytes.length - 1]! || MAX_LE.short, form: 'short' };
    }
    throw wrongLength(`${5 + first} or ${6 + first} bytes for Lc ${first}`, bytes);
  }
  if (bytes.length === 6) throw wrongLength('an extended length of two bytes', bytes);
  const second = readUint16(bytes, 5);
  if (bytes.length === 7) return { ...header, data: none, le: second || MAX_LE.extended, form: 'extended' };
  const data = bytes.subarray(7, 7 + second);
  if (second !== 0 && bytes.length === 7 + second) return { ...header, data, le: undefined, form: 'extended' };
  if (second !== 0 && bytes.length === 9 + second) {
    return { ...header, data, le: readUint16(bytes, 7 + second) || MAX_LE.extended, form: 'extended' };
  }
  throw wrongLength(`${7 + second} or ${9 + second} bytes for an extended Lc ${second} above 0`, bytes);
}

/** One response APDU. */
export function encodeResponse(data: Uint8Array, sw: number): Uint8Array {
  return concat(data, uint16(sw));
}

/** Takes a response APDU apart; `data` is a subarray. Throws `DecodeError` under two bytes. */
export function parseResponse(bytes: Uint8Array): ResponseApdu {
  if (bytes.length < 2) {
    throw new DecodeError('response', 'at least 2 bytes', `${bytes.length} bytes`, { kind: 'length' });
  }
  return { data: bytes.subarray(0, bytes.length - 2), sw: readUint16(bytes, bytes.length - 2) };
}

/**
 * The same command as a chain of short APDUs (CLA bit 0x10 on all but the last, Le on the last), each with at most
 * `chunkLength` (1 to 255) bytes of data.
 */
export function chainApdu(parts: ApduParts, chunkLength = 255): Uint8Array[] {
  if (!(chunkLength >= 1 && chunkLength <= MAX_LC.short)) {
    throw new RangeError(`chainApdu: expected chunks of 1 to 255 bytes, received ${chunkLength}`);
  }
  const data = parts.data ?? new Uint8Array(0);
  const chain: Uint8Array[] = [];
  let at = 0;
  for (; data.length - at > chunkLength; at += chunkLength) {
    const chunk = data.subarray(at, at + chunkLength);
    chain.push(encodeApdu({ ...parts, cla: parts.cla | 0x10, data: chunk, le: undefined }, 'short'));
  }
  chain.push(encodeApdu({ ...parts, data: data.subarray(at) }, 'short'));
  return chain;
}

function wrongLength(expected: string, bytes: Uint8Array): DecodeError {
  return new DecodeError('apdu', expected, `${bytes.length} bytes`, { kind: 'length' });
}
