import { mutant } from '../mutant.ts';

/** Shows and changes the store without a token. */
export const needsNoToken = mutant({
  id: 'fido2.credential-management.needs-no-token',
  fault: 'Shows and changes the store without a token.',
  caughtBy: ['ctap2.credential-management.authorization.missing'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, managementNeedsToken: () => false } }),
});
