import { mutant } from '../mutant.ts';

/** Issues the same token again and again. */
export const issuesOneToken = mutant({
  id: 'fido2.client-pin.issues-one-token',
  fault: 'Issues the same token again and again.',
  caughtBy: ['ctap2.pin-uv-auth-token.fresh', 'ctap2.pin-uv-auth-token.ends.new-token'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, drawToken: () => new Uint8Array(32).fill(0x5a) } }),
});
