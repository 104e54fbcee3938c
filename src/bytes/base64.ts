/** Padded base64 of bytes (RFC 4648 section 4). */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** Bytes of a base64 text, padded or not. Throws `RangeError` on foreign characters, wrong padding or stray bits. */
export function fromBase64(text: string): Uint8Array {
  // the shape first: a row of '=' that is not at the end would cost its square below
  const shaped = /^[A-Za-z0-9+/]*={0,2}$/.test(text);
  const bare = shaped ? text.replace(/={1,2}$/, '') : text;
  const bytes = Buffer.from(shaped ? text : '', 'base64');
  const isWhole = bare.length === text.length || text.length % 4 === 0;
  if (!shaped || !isWhole || bytes.toString('base64').replace(/={1,2}$/, '') !== bare) {
    throw new RangeError(`fromBase64: expected base64, received ${JSON.stringify(text.slice(0, 40))}`);
  }
  return new Uint8Array(bytes);
}
