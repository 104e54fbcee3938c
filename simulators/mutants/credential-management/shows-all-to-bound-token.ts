import { mutant } from '../mutant.ts';

/** Shows the whole store to a token bound to one relying party. */
export const showsAllToBoundToken = mutant({
  id: 'fido2.credential-management.shows-all-to-bound-token',
  fault: 'Shows the whole store to a token bound to one relying party.',
  caughtBy: ['ctap2.credential-management.authorization.bound-elsewhere'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, maySeeAll: () => true } }),
});
