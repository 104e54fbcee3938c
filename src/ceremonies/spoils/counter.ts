import type { AssertionSpoil } from '../spoil.ts';
import { assertionStep } from './shared-spoil.ts';

/** Assertions whose counter is spoiled. The sound counter is one more than the one before. What follows from a counter that went back is the relying party's policy (section 7.2 step 22). */
export const counterSpoils: readonly AssertionSpoil[] = [
  spoil('equal', 'the counter is that of the last ceremony', (sound) => sound - 1),
  spoil('lower', 'the counter is lower than that of the last ceremony', (sound) => Math.max(1, sound - 2)),
  spoil('zero', 'the counter is zero after it was not', () => 0),
];

function spoil(name: string, says: string, spoiled: (sound: number) => number): AssertionSpoil {
  return {
    ceremony: 'assertion',
    id: `counter.${name}`,
    says,
    level: 'SHOULD',
    steps: [assertionStep('22')],
    needs: { counter: 'grows' },
    hooks: { authenticatorData: (sound) => ({ ...sound, signCount: spoiled(sound.signCount) }) },
  };
}
