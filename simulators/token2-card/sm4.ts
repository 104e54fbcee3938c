import { createCipheriv, createDecipheriv } from 'node:crypto';
import { concat } from '../../src/bytes/bytes.ts';

const BLOCK = 16;
const MAC_BYTES = 4;

/** SM4 in ECB mode (GB/T 32907); whole blocks of 16 bytes, no padding. */
export function encryptSm4(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  const cipher = createCipheriv('sm4-ecb', key, null).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([cipher.update(blocks), cipher.final()]));
}

/** The way back. Throws where the length is no multiple of 16. */
export function decryptSm4(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  const decipher = createDecipheriv('sm4-ecb', key, null).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([decipher.update(blocks), decipher.final()]));
}

/** CBC-MAC with SM4: zero IV, padded by 80 00... only up to a whole block, the first 4 bytes of the last block (ISO/IEC 9797-1 algorithm 1). */
export function macSm4(key: Uint8Array, message: Uint8Array): Uint8Array {
  const cipher = createCipheriv('sm4-cbc', key, new Uint8Array(BLOCK)).setAutoPadding(false);
  const blocks = new Uint8Array(Buffer.concat([cipher.update(paddedToBlock(message)), cipher.final()]));
  return blocks.slice(blocks.length - BLOCK, blocks.length - BLOCK + MAC_BYTES);
}

/** The bytes with 80 and zeros behind them, where they do not fill their last block. */
export function paddedToBlock(bytes: Uint8Array): Uint8Array {
  const over = bytes.length % BLOCK;
  return over === 0 ? bytes : concat(bytes, Uint8Array.of(0x80), new Uint8Array(BLOCK - over - 1));
}
