const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base32 of bytes (RFC 4648 section 6), without padding unless asked for. */
export function toBase32(bytes: Uint8Array, { padded = false }: { readonly padded?: boolean } = {}): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31];
    }
    held &= 0xff;
  }
  if (bits > 0) text += ALPHABET[(held << (5 - bits)) & 31];
  return padded ? text.padEnd(Math.ceil(text.length / 8) * 8, '=') : text;
}

/**
 * Bytes of a base32 text: letters of either case, padding right or absent. Throws `RangeError` naming the character or
 * length that no base32 has, and for bits left over that are not zero.
 */
export function fromBase32(text: string): Uint8Array {
  const bare = text.replace(/=+$/, '').toUpperCase();
  const padding = text.length - bare.length;
  if (padding > 0 && (text.length % 8 !== 0 || padding > 6)) {
    throw new RangeError(`base32: expected padding to a multiple of 8 characters, received ${text.length} characters`);
  }
  if ([1, 3, 6].includes(bare.length % 8)) {
    throw new RangeError(`base32: expected a length that whole bytes give, received ${bare.length} characters`);
  }
  const bytes = new Uint8Array(Math.floor((bare.length * 5) / 8));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const [index, character] of [...bare].entries()) {
    const value = ALPHABET.indexOf(character);
    if (value < 0) {
      throw new RangeError(
        `base32: expected A to Z and 2 to 7, received ${JSON.stringify(character)} at character ${index + 1}`,
      );
    }
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[at] = held >> bits;
      at += 1;
      held &= (1 << bits) - 1;
    }
  }
  if (held !== 0) throw new RangeError('base32: expected zero bits after the last byte, received others');
  return bytes;
}
