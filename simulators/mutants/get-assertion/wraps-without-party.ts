import { mutant } from '../mutant.ts';

/** Seals wrapped credentials without the relying party that they are for. */
export const wrapsWithoutParty = mutant({
  id: 'fido2.get-assertion.wraps-without-party',
  fault: 'Seals wrapped credentials without the relying party that they are for.',
  caughtBy: ['ctap2.get-assertion.allow-list.other-party'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, wrappedAssociatedData: () => new Uint8Array(0) } }),
});
