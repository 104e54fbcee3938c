import { mutant } from '../mutant.ts';

/** Deletes the newest account, whichever was named. */
export const nextDeletesTheLast = mutant({
  id: 'fido2.get-next-assertion.deletes-the-last',
  fault: 'Deletes the newest account, whichever was named.',
  caughtBy: ['ctap2.sequences.accounts'],
  shortest: 4,
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, withoutCredential: (credentials) => credentials.slice(0, -1) },
  }),
});
