import { mutant } from '../mutant.ts';

/** Tells only the first of two extension outputs. */
export const oneOutputOnly = mutant({
  id: 'fido2.cred-protect.one-output-only',
  fault: 'Tells only the first of two extension outputs.',
  caughtBy: ['ctap2.cred-protect.with-hmac-secret'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, registrationOutputs: (outputs) => new Map([...outputs].slice(0, 1)) },
  }),
});
