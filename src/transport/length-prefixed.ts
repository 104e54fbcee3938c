import { concat, readUint16, uint16 } from '../bytes/bytes.ts';

/** A message after its length, 2 bytes, big-endian. Throws `RangeError` past 65535 bytes. */
export function lengthPrefixed(message: Uint8Array): Uint8Array {
  if (message.length > 0xffff) {
    throw new RangeError(`lengthPrefixed: expected at most 65535 bytes, received ${message.length}`);
  }
  return concat(uint16(message.length), message);
}

/** Cuts a stream of bytes into the messages that `lengthPrefixed` made. */
export class LengthPrefixedReader {
  #rest: Uint8Array = new Uint8Array(0);

  /** Takes what came; gives the messages that are whole now. Each has its own memory. */
  push(chunk: Uint8Array): Uint8Array[] {
    const bytes = this.#rest.length === 0 ? chunk : concat(this.#rest, chunk);
    const messages: Uint8Array[] = [];
    let at = 0;
    while (bytes.length - at >= 2) {
      const end = at + 2 + readUint16(bytes, at);
      if (end > bytes.length) break;
      messages.push(new Uint8Array(bytes.subarray(at + 2, end)));
      at = end;
    }
    this.#rest = new Uint8Array(bytes.subarray(at));
    return messages;
  }
}
