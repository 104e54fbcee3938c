import { mutant } from '../mutant.ts';

/** Deletes credentials without a token. */
export const needsNoTokenToDelete = mutant({
  id: 'fido2.credential-management.needs-no-token-to-delete',
  fault: 'Deletes credentials without a token.',
  caughtBy: ['ctap2.credential-management.authorization.missing'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, managementNeedsToken: (subCommand) => subCommand !== 0x06 },
  }),
});
