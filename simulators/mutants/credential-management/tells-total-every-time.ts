import { mutant } from '../mutant.ts';

/** Tells the total in every answer of an enumeration. */
export const tellsTotalEveryTime = mutant({
  id: 'fido2.credential-management.tells-total-every-time',
  fault: 'Tells the total in every answer of an enumeration.',
  caughtBy: ['ctap2.credential-management.parties.total-first', 'ctap2.credential-management.credentials.total-first'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, tellsTotal: () => true } }),
});
