import { matchesGlob } from '../conformance/vocabulary/glob.ts';
import { UsageError } from './exit-code.ts';

/**
 * The ids that match any of the patterns, in their own order; all of them when no pattern is given. `*` stands for any
 * text, dots included. Throws `UsageError` for a pattern that matches nothing.
 */
export function selectByGlobs(ids: readonly string[], patterns: readonly string[], what: string): string[] {
  if (patterns.length === 0) return [...ids];
  const chosen = new Set<string>();
  for (const pattern of patterns) {
    const matching = ids.filter((id) => matchesGlob(pattern, id));
    if (matching.length === 0)
      throw new UsageError(`no ${what} matches ${JSON.stringify(pattern)}${hintFor(ids, pattern)}`);
    for (const id of matching) chosen.add(id);
  }
  return ids.filter((id) => chosen.has(id));
}

/** The one id that is `name`, or `UsageError` with the nearest. */
export function oneById<T extends { readonly id: string }>(all: readonly T[], name: string, what: string): T {
  const found = all.find(({ id }) => id === name);
  if (found !== undefined) return found;
  const near = nearest(
    all.map(({ id }) => id),
    name,
  );
  throw new UsageError(`unknown ${what} ${JSON.stringify(name)}${near === undefined ? '' : `; did you mean ${near}?`}`);
}

/** The id with the fewest edits to `name`, when it is near enough to be meant. */
export function nearest(ids: readonly string[], name: string): string | undefined {
  let best: { id: string; edits: number } | undefined;
  for (const id of ids) {
    const edits = distance(id, name);
    if (best === undefined || edits < best.edits) best = { id, edits };
  }
  return best !== undefined && best.edits <= Math.max(2, name.length / 4) ? best.id : undefined;
}

function hintFor(ids: readonly string[], pattern: string): string {
  const near = pattern.includes('*') ? undefined : nearest(ids, pattern);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
