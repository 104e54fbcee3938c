import { mutant } from '../mutant.ts';

/** Issues tokens of 16 bytes under both protocols. */
export const issuesShortTokens = mutant({
  id: 'fido2.client-pin.issues-short-tokens',
  fault: 'Issues tokens of 16 bytes under both protocols.',
  caughtBy: ['ctap2.pin-uv-auth-token.length'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, drawToken: (random) => random.bytes(16) } }),
});
