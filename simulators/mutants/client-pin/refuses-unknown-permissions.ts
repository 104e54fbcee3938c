import { mutant } from '../mutant.ts';

/** Refuses permission bits that it does not know. */
export const refusesUnknownPermissions = mutant({
  id: 'fido2.client-pin.refuses-unknown-permissions',
  fault: 'Refuses permission bits that it does not know.',
  level: 'SHOULD',
  caughtBy: ['ctap2.pin-uv-auth-token.permissions.unknown-bits'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      unauthorizedPermissions: (permissions, profile, by) =>
        sound.fido2.unauthorizedPermissions(permissions, profile, by) | (permissions & 0x80),
    },
  }),
});
