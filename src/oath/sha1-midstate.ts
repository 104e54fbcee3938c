/** State of SHA-1 between two blocks: five 32-bit words. */
export type Sha1State = Int32Array;

const INITIAL = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
const schedule = new Int32Array(80);

/** The state after one block of 64 bytes (FIPS 180-4 section 6.1.2), from the initial state. */
export function sha1AfterBlock(block: Uint8Array): Sha1State {
  const words = new DataView(block.buffer, block.byteOffset, 64);
  for (let at = 0; at < 16; at += 1) schedule[at] = words.getInt32(at * 4);
  const state = Int32Array.from(INITIAL);
  compress(state, state);
  return state;
}

/** HMAC-SHA-1 of an 8-byte counter, from the states after the two pads: two compressions. Writes five words into `mac`. */
export function hmacSha1OfCounter(
  inner: Sha1State,
  outer: Sha1State,
  high: number,
  low: number,
  mac: Int32Array,
): void {
  schedule[0] = high;
  schedule[1] = low;
  schedule[2] = 0x8000_0000;
  for (let at = 3; at < 15; at += 1) schedule[at] = 0;
  // one block of pad and 8 bytes
  schedule[15] = (64 + 8) * 8;
  compress(inner, mac);
  for (let at = 0; at < 5; at += 1) schedule[at] = mac[at]!;
  schedule[5] = 0x8000_0000;
  for (let at = 6; at < 15; at += 1) schedule[at] = 0;
  schedule[15] = (64 + 20) * 8;
  compress(outer, mac);
}

/** One compression of the block in `schedule`: from `state` into `into`, which may be the same. */
function compress(state: Int32Array, into: Int32Array): void {
  const w = schedule;
  for (let at = 16; at < 80; at += 1) {
    const mixed = w[at - 3]! ^ w[at - 8]! ^ w[at - 14]! ^ w[at - 16]!;
    w[at] = (mixed << 1) | (mixed >>> 31);
  }
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  for (let at = 0; at < 20; at += 1) {
    const next = (((a << 5) | (a >>> 27)) + ((b & c) | (~b & d)) + e + 0x5a827999 + w[at]!) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  for (let at = 20; at < 40; at += 1) {
    const next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + 0x6ed9eba1 + w[at]!) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  for (let at = 40; at < 60; at += 1) {
    const next = (((a << 5) | (a >>> 27)) + ((b & c) | (b & d) | (c & d)) + e + 0x8f1bbcdc + w[at]!) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  for (let at = 60; at < 80; at += 1) {
    const next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + 0xca62c1d6 + w[at]!) | 0;
    e = d;
    d = c;
    c = (b << 30) | (b >>> 2);
    b = a;
    a = next;
  }
  into[0] = (state[0]! + a) | 0;
  into[1] = (state[1]! + b) | 0;
  into[2] = (state[2]! + c) | 0;
  into[3] = (state[3]! + d) | 0;
  into[4] = (state[4]! + e) | 0;
}
