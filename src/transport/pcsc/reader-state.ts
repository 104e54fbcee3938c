import type { Clock } from '../../env/env.ts';
import type { PcscReader } from './pcsc.ts';

/** The longest response APDU: 65536 bytes and the status word. */
export const MOST_BYTES = 65_538;

const PRESENT = 0x20;
const EXCLUSIVE = 0x80;
const IN_USE = 0x100;
const MUTE = 0x200;

/** A reader's state from the flags of SCardGetStatusChange. */
export function readerState(name: string, flags: number): PcscReader {
  const card = (flags & PRESENT) === 0 ? 'none' : (flags & MUTE) === 0 ? 'present' : 'mute';
  const inUse = (flags & EXCLUSIVE) !== 0 ? 'exclusive' : (flags & IN_USE) !== 0 ? 'shared' : 'no';
  return { name, card, inUse };
}

const STEP_MS = 50;
const LEAST_STEPS = 4;
const MOST_STEPS = 20;

/** Waits until nothing new was heard for a moment: at least 200 ms, at most 1 s. `heard` counts what was heard. */
export async function settled(clock: Clock, heard: () => number): Promise<void> {
  let quiet = 0;
  let before = heard();
  for (let step = 0; step < MOST_STEPS && (step < LEAST_STEPS || quiet < 2); step += 1) {
    await clock.sleep(STEP_MS);
    quiet = heard() === before ? quiet + 1 : 0;
    before = heard();
  }
}
