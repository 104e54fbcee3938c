import { mutant } from '../mutant.ts';

/** Gives accounts however late it is asked. */
export const nextRunsOn = mutant({
  id: 'fido2.get-next-assertion.runs-on',
  fault: 'Gives accounts however late it is asked.',
  caughtBy: ['ctap2.get-next-assertion.time.over'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isSequenceAlive: () => true } }),
});
