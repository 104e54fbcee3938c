import { concat } from '../../../src/bytes/bytes.ts';
import { mutant } from '../mutant.ts';

/** Leaves the counter out of what an authentication signs. */
export const signsAuthenticationWithoutCounter = mutant({
  id: 'fido2.u2f.signs-authentication-without-counter',
  fault: 'Leaves the counter out of what an authentication signs.',
  caughtBy: ['u2f.authenticate.verifies'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      u2fAuthenticationMessage: (application, presence, _counter, challenge) =>
        concat(application, Uint8Array.of(presence), challenge),
    },
  }),
});
