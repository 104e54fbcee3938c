import { expect } from 'vitest';

/** Times that a sound ceremony takes are measured so often. */
const TIMES = 20;

/** How many times as long as a sound ceremony a megabyte may take. It is a few times; what is not linear takes thousands. */
const MOST_TIMES_A_MEGABYTE = 200;

const MEGABYTE = 1 << 20;

/** Microseconds of CPU time that an operation takes, the least of some times. */
export function cpuUsOf(operate: () => unknown): number {
  return Math.min(...Array.from({ length: TIMES }, () => spentUs(operate)));
}

/** An operation on so many bytes is bounded by the cost of a sound ceremony, by CPU time in the same run. */
export function expectBounded(soundUs: number, bytes: number, operate: () => unknown): void {
  const most = Math.max(soundUs, 250) * MOST_TIMES_A_MEGABYTE * (1 + bytes / MEGABYTE);
  let spent = spentUs(operate);
  // whatever else the process does counts too: a second and a third time tell
  for (let again = 0; again < 2 && spent > most; again += 1) spent = Math.min(spent, spentUs(operate));
  expect(spent).toBeLessThan(most);
}

function spentUs(operate: () => unknown): number {
  const before = process.cpuUsage();
  operate();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
