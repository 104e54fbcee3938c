import { mutant } from '../mutant.ts';

/** Signs although it is only asked whether it knows a key handle. */
export const signsWhenOnlyChecked = mutant({
  id: 'fido2.u2f.signs-when-only-checked',
  fault: 'Signs although it is only asked whether it knows a key handle.',
  caughtBy: ['u2f.check-only.knows-own'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isCheckOnly: () => false } }),
});
