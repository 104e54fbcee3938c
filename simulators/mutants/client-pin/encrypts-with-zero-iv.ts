import { mutant } from '../mutant.ts';

/** Encrypts tokens with an IV of zeros. */
export const encryptsWithZeroIv = mutant({
  id: 'fido2.client-pin.encrypts-with-zero-iv',
  fault: 'Encrypts tokens with an IV of zeros.',
  caughtBy: ['ctap2.pin-uv-auth-token.iv-fresh'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, tokenIvSource: () => ({ bytes: (length) => new Uint8Array(length) }) },
  }),
});
