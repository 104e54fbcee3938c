import { mutant } from '../mutant.ts';

/** Serves the credentials of every relying party to each. */
export const servesOtherParties = mutant({
  id: 'fido2.get-assertion.serves-other-parties',
  fault: 'Serves the credentials of every relying party to each.',
  caughtBy: [
    'ctap2.get-assertion.allow-list.other-party',
    'ctap2.get-assertion.allow-list.empty',
    'ctap2.get-next-assertion.accounts.parties-apart',
  ],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, belongsTo: () => true } }),
});
