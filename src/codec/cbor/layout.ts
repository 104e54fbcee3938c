/** Where one data item stands within canonical bytes. */
export interface LaidItem {
  start: number;
  /** The first byte after the head. */
  bodyStart: number;
  end: number;
  major: number;
  argument: bigint;
  /** Maps and arrays around the item. */
  depth: number;
  isKey: boolean;
  /** The members of a map or the elements of an array; keys and values of a map alternate. */
  children: LaidItem[];
}

/** All items of canonical CBOR in the order of their heads, the root first. The bytes are trusted to be canonical. */
export function layoutOf(bytes: Uint8Array): LaidItem[] {
  const items: LaidItem[] = [];
  const lay = (start: number, depth: number, isKey: boolean): LaidItem => {
    const head = bytes[start]!;
    const major = head >> 5;
    const info = head & 0x1f;
    const bodyStart = start + 1 + (info < 24 ? 0 : 1 << (info - 24));
    let argument = info < 24 ? BigInt(info) : 0n;
    for (let place = start + 1; place < bodyStart; place += 1) argument = (argument << 8n) | BigInt(bytes[place]!);
    const item: LaidItem = { start, bodyStart, end: bodyStart, major, argument, depth, isKey, children: [] };
    items.push(item);
    if (major === 2 || major === 3) item.end += Number(argument);
    const count = major === 4 ? Number(argument) : major === 5 ? 2 * Number(argument) : 0;
    for (let index = 0; index < count; index += 1) {
      const child = lay(item.end, depth + 1, major === 5 && index % 2 === 0);
      item.children.push(child);
      item.end = child.end;
    }
    return item;
  };
  lay(0, 0, false);
  return items;
}
