import { concat } from '../../../src/bytes/bytes.ts';
import { mutant } from '../mutant.ts';

/** Leaves the application out of what a registration signs. */
export const signsRegistrationWithoutApplication = mutant({
  id: 'fido2.u2f.signs-registration-without-application',
  fault: 'Leaves the application out of what a registration signs.',
  caughtBy: ['u2f.register.verifies'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      u2fRegistrationMessage: (_application, challenge, keyHandle, point) =>
        concat(Uint8Array.of(0), challenge, keyHandle, point),
    },
  }),
});
