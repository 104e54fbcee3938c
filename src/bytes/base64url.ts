/** Unpadded base64url of bytes (RFC 4648 section 5). */
export function toBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

/** Bytes of an unpadded base64url text. Throws `RangeError` on padding, foreign characters or stray bits. */
export function fromBase64url(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64url');
  if (!/^[A-Za-z0-9_-]*$/.test(text) || bytes.toString('base64url') !== text) {
    throw new RangeError(`fromBase64url: expected unpadded base64url, received ${JSON.stringify(text.slice(0, 40))}`);
  }
  return new Uint8Array(bytes);
}
