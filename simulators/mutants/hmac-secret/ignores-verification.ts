import { mutant } from '../mutant.ts';

/** Has one secret, with and without user verification. */
export const ignoresVerification = mutant({
  id: 'fido2.hmac-secret.ignores-verification',
  fault: 'Has one secret, with and without user verification.',
  caughtBy: ['ctap2.hmac-secret.output.differs-by-verification'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, credRandom: (credential) => credential.credRandomWithUv } }),
});
