import { concat } from '../bytes/bytes.ts';

/** An ECDSA signature's two numbers, big-endian, without leading zeros (a zero is one byte). */
export interface EcdsaPair {
  readonly r: Uint8Array;
  readonly s: Uint8Array;
}

const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** The DER form of an ECDSA signature (RFC 3279 section 2.2.3); leading zeros of `r` and `s` are dropped. */
export function encodeEcdsaDer(pair: EcdsaPair): Uint8Array {
  const content = concat(integer(pair.r), integer(pair.s));
  return concat(header(SEQUENCE, content.length), content);
}

/**
 * The two numbers of a DER-encoded ECDSA signature. Throws `RangeError` on anything but strict DER: long lengths where short
 * ones do, padding, negative numbers, bytes left over or missing.
 */
export function decodeEcdsaDer(signature: Uint8Array): EcdsaPair {
  const outer = element(signature, 0, SEQUENCE, 'SEQUENCE');
  if (outer.end !== signature.length)
    throw refusal('nothing after the SEQUENCE', `${signature.length - outer.end} bytes`);
  const r = element(signature, outer.start, INTEGER, 'INTEGER r');
  const s = element(signature, r.end, INTEGER, 'INTEGER s');
  if (s.end !== outer.end) throw refusal('nothing after s', `${outer.end - s.end} bytes`);
  return { r: positive(signature.subarray(r.start, r.end), 'r'), s: positive(signature.subarray(s.start, s.end), 's') };
}

function integer(value: Uint8Array): Uint8Array {
  let at = 0;
  while (at < value.length - 1 && value[at] === 0) at += 1;
  const digits = value.subarray(at);
  const padding = digits.length === 0 || digits[0]! >= 0x80 ? Uint8Array.of(0) : new Uint8Array(0);
  return concat(header(INTEGER, padding.length + digits.length), padding, digits);
}

function header(tag: number, length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(tag, length);
  return length < 0x100 ? Uint8Array.of(tag, 0x81, length) : Uint8Array.of(tag, 0x82, length >> 8, length & 0xff);
}

function element(bytes: Uint8Array, at: number, tag: number, name: string): { start: number; end: number } {
  if (bytes[at] !== tag) throw refusal(name, bytes[at] === undefined ? 'nothing' : `tag 0x${bytes[at].toString(16)}`);
  const first = bytes[at + 1];
  if (first === undefined) throw refusal(`a length of ${name}`, 'nothing');
  let start = at + 2;
  let length = first;
  if (first === 0x81) {
    length = bytes[at + 2] ?? 0;
    start = at + 3;
    if (length < 0x80) throw refusal(`the shortest length of ${name}`, 'a longer form');
  } else if (first >= 0x80) throw refusal(`a length of ${name} below 256`, `form 0x${first.toString(16)}`);
  if (start + length > bytes.length) throw refusal(`${length} bytes of ${name}`, `${bytes.length - start} bytes`);
  return { start, end: start + length };
}

function positive(digits: Uint8Array, name: string): Uint8Array {
  const first = digits[0];
  if (first === undefined) throw refusal(`digits of ${name}`, 'none');
  if (first >= 0x80) throw refusal(`a positive ${name}`, 'a negative one');
  if (first !== 0 || digits.length === 1) return digits;
  if (digits[1]! < 0x80) throw refusal(`${name} without padding`, 'a leading zero');
  return digits.subarray(1);
}

function refusal(expected: string, received: string): RangeError {
  return new RangeError(`decodeEcdsaDer: expected ${expected}, received ${received}`);
}
