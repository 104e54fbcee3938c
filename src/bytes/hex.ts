/** Lower-case hexadecimal of bytes. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** Bytes of a hexadecimal text; spaces are ignored. Throws `RangeError` on anything else. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) {
    throw new RangeError(
      `fromHex: expected an even number of hexadecimal digits, received ${JSON.stringify(text.slice(0, 40))}`,
    );
  }
  return new Uint8Array(Buffer.from(digits, 'hex'));
}
