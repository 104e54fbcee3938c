import type { Tree } from './tree.ts';

/** How many times as many inputs as in CI. */
const TIMES = process.env['TOUCHSTONE_ALL'] === '1' ? 10 : 1;

/** How many inputs a property gets. */
export function runs(inCi: number): number {
  return inCi * TIMES;
}

const decoder = new TextDecoder();

/** What a server has of a body: its JSON, or its text where it is none. */
export function sentBy(tree: Tree): unknown {
  const text = decoder.decode(tree.bytes);
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
