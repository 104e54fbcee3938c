import { mutant } from '../mutant.ts';

/** Takes lists longer than maxCredentialCountInList. */
export const takesAnyList = mutant({
  id: 'fido2.get-assertion.takes-any-list',
  fault: 'Takes lists longer than maxCredentialCountInList.',
  level: 'SHOULD',
  caughtBy: ['ctap2.get-assertion.allow-list.too-long'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isListTooLong: () => false } }),
});
