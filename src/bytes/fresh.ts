const POOL_LENGTH = 8192;
const POOLED_LENGTH = 1024;

let pool = new Uint8Array(POOL_LENGTH);
let at = 0;

/**
 * An array of `length` zeros of one's own. Short ones share one ArrayBuffer, as those of Buffer.from do: an ArrayBuffer
 * each costs more than what is written into it.
 */
export function freshBytes(length: number): Uint8Array {
  if (length > POOLED_LENGTH) return new Uint8Array(length);
  if (at + length > POOL_LENGTH) {
    pool = new Uint8Array(POOL_LENGTH);
    at = 0;
  }
  const bytes = new Uint8Array(pool.buffer, at, length);
  at += length;
  return bytes;
}
