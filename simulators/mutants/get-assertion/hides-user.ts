import { mutant } from '../mutant.ts';

/** Leaves the user out of every assertion. */
export const hidesUser = mutant({
  id: 'fido2.get-assertion.hides-user',
  fault: 'Leaves the user out of every assertion.',
  caughtBy: ['ctap2.get-assertion.user.id'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, shownUser: () => undefined } }),
});
