import { setImmediate as nextTurn } from 'node:timers/promises';

/** The terminal gets its turn at least this often. */
const BREATH_MS = 25;
const BREATH_CHECKS = 50;

/** Lets the terminal draw and signals arrive: to be called before each check. */
export function breathing(nowMs: () => number): () => Promise<void> {
  let lastMs = nowMs();
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls < BREATH_CHECKS && nowMs() - lastMs < BREATH_MS) return;
    calls = 0;
    await nextTurn();
    lastMs = nowMs();
  };
}
