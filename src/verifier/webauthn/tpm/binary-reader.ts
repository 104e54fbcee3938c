import { DecodeError } from '../../../errors/decode-error.ts';

/** Reads the big-endian structures of TPM 2.0 Part 2 from front to back. Every read throws `DecodeError` beyond the end. */
export class BinaryReader {
  readonly #bytes: Uint8Array;
  readonly #path: string;
  #at = 0;

  constructor(bytes: Uint8Array, path: string) {
    this.#bytes = bytes;
    this.#path = path;
  }

  /** The next `length` bytes, a view. */
  bytes(length: number, name: string): Uint8Array {
    const left = this.#bytes.length - this.#at;
    if (length > left) {
      throw new DecodeError(`${this.#path}.${name}`, `${length} bytes`, `${left} bytes`, { offset: this.#at });
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** An unsigned number of one, two or four bytes. */
  uint(length: 1 | 2 | 4, name: string): number {
    return this.bytes(length, name).reduce((sum, byte) => sum * 256 + byte, 0);
  }

  /** A TPM2B: a length of two bytes and that many bytes. */
  sized(name: string): Uint8Array {
    return this.bytes(this.uint(2, name), name);
  }

  /** Throws unless everything was read. */
  end(): void {
    const left = this.#bytes.length - this.#at;
    if (left > 0) throw new DecodeError(this.#path, 'the end', `${left} more bytes`, { offset: this.#at });
  }
}
