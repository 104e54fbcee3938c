/** One step towards a value: a map's key where it is an integer or text, `[]` within an array, `?` for other keys. */
export type SpanStep = number | string;

/** Where the content of a byte or text string lies. */
export interface StringSpan {
  readonly path: readonly SpanStep[];
  /** Offset of its first byte within the input. */
  readonly at: number;
  /** Offset behind its last byte; the end of the input where the string is cut off. */
  readonly end: number;
}

const DEEPEST = 64;
const INDEFINITE = -1;

/**
 * Every byte and text string of one CBOR item and where it lies, map keys left out. Reads what is there of an item that is
 * cut off, of any form of CBOR; never throws. `end` is the offset behind the item.
 */
export function stringSpans(bytes: Uint8Array, offset = 0): { spans: StringSpan[]; end: number } {
  const walk = new Walk(bytes, offset);
  walk.item([], 0);
  return { spans: walk.spans, end: Math.min(walk.at, bytes.length) };
}

interface Head {
  readonly major: number;
  readonly argument: number;
}

class Walk {
  readonly spans: StringSpan[] = [];
  at: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array, offset: number) {
    this.#bytes = bytes;
    this.at = offset;
  }

  /** Passes over one item. `collects` is false within keys. */
  item(path: readonly SpanStep[], depth: number, collects = true): void {
    const head = this.#head();
    if (head === undefined || depth > DEEPEST) {
      this.at = this.#bytes.length;
      return;
    }
    const { major, argument } = head;
    if (major === 2 || major === 3) this.#string(path, argument, depth, collects);
    else if (major === 4) this.#many(argument, () => this.item([...path, '[]'], depth + 1, collects));
    else if (major === 5) {
      this.#many(argument, () => {
        const key = this.#key(depth);
        this.item([...path, key], depth + 1, collects);
      });
    } else if (major === 6) this.item(path, depth + 1, collects);
  }

  #string(path: readonly SpanStep[], length: number, depth: number, collects: boolean): void {
    if (length === INDEFINITE) {
      this.#many(length, () => this.item(path, depth + 1, collects));
      return;
    }
    const end = Math.min(this.at + length, this.#bytes.length);
    if (collects && end > this.at) this.spans.push({ path, at: this.at, end });
    this.at += length;
  }

  #key(depth: number): SpanStep {
    const start = this.at;
    const head = this.#head();
    if (head?.major === 0) return head.argument;
    if (head?.major === 1) return -1 - head.argument;
    if (head?.major === 3 && head.argument !== INDEFINITE) {
      const end = Math.min(this.at + head.argument, this.#bytes.length);
      const text = new TextDecoder().decode(this.#bytes.subarray(this.at, end));
      this.at += head.argument;
      return text;
    }
    this.at = start;
    this.item([], depth + 1, false);
    return '?';
  }

  #many(count: number, one: () => void): void {
    for (let index = 0; index !== count && this.at < this.#bytes.length; index += 1) {
      if (count === INDEFINITE && this.#bytes[this.at] === 0xff) {
        this.at += 1;
        return;
      }
      one();
    }
  }

  #head(): Head | undefined {
    const initial = this.#bytes[this.at];
    if (initial === undefined) return undefined;
    this.at += 1;
    const major = initial >> 5;
    const info = initial & 0x1f;
    if (info < 24) return { major, argument: info };
    if (info === 31) return { major, argument: INDEFINITE };
    if (info > 27) return undefined;
    const width = 1 << (info - 24);
    if (this.at + width > this.#bytes.length) return undefined;
    let argument = 0;
    for (let index = 0; index < width; index += 1) argument = argument * 256 + this.#bytes[this.at + index]!;
    this.at += width;
    return { major, argument };
  }
}
