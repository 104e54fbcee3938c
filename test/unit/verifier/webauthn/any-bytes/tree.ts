import { concat } from '../../../../../src/bytes/bytes.ts';

/** How bytes are read at a place, and thus what may stand there instead. */
export type TreeKind = 'cbor' | 'der' | 'json' | 'raw';

/** Bytes with the structure that was found in them: their parts, and how these are put together again. */
export interface Tree {
  readonly kind: TreeKind;
  readonly bytes: Uint8Array;
  readonly children: readonly Tree[];
  /** The whole of its parts: heads and lengths are those of what is in it. */
  readonly wrap: (parts: readonly Uint8Array[]) => Uint8Array;
  /** How many places there are, this one among them. */
  readonly size: number;
}

/** Bytes that nothing is known about. */
export function leaf(kind: TreeKind, bytes: Uint8Array): Tree {
  return { kind, bytes, children: [], wrap: () => bytes, size: 1 };
}

/** A whole of parts; its bytes are computed unless they are known. */
export function branch(kind: TreeKind, children: readonly Tree[], wrap: Tree['wrap'], bytes?: Uint8Array): Tree {
  return {
    kind,
    bytes: bytes ?? wrap(children.map((child) => child.bytes)),
    children,
    wrap,
    size: children.reduce((sum, child) => sum + child.size, 1),
  };
}

/** Parts that follow each other. */
export function joined(children: readonly Tree[]): Tree {
  return branch('raw', children, (parts) => concat(...parts));
}

/** The tree with other trees, or none, at one place; places are counted from the root downwards. */
export function replacedAt(tree: Tree, at: number, change: (old: Tree) => readonly Tree[]): readonly Tree[] {
  if (at === 0) return change(tree);
  let before = 1;
  for (const [index, child] of tree.children.entries()) {
    if (at < before + child.size) {
      const children = [...tree.children];
      children.splice(index, 1, ...replacedAt(child, at - before, change));
      return [branch(tree.kind, children, tree.wrap)];
    }
    before += child.size;
  }
  throw new RangeError(`replacedAt: expected a place below ${tree.size}, received ${at}`);
}

/** All places of a kind. */
export function placesOf(tree: Tree, kind: TreeKind, found: Tree[] = []): Tree[] {
  if (tree.kind === kind) found.push(tree);
  for (const child of tree.children) placesOf(child, kind, found);
  return found;
}
