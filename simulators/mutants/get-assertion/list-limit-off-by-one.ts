import { mutant } from '../mutant.ts';

/** Refuses a list of exactly maxCredentialCountInList entries. */
export const listLimitOffByOne = mutant({
  id: 'fido2.get-assertion.list-limit-off-by-one',
  fault: 'Refuses a list of exactly maxCredentialCountInList entries.',
  caughtBy: ['ctap2.get-assertion.allow-list.full'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, isListTooLong: (length, profile) => length >= profile.maxCredentialCountInList },
  }),
});
