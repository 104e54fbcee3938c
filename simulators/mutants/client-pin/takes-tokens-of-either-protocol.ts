import { mutant } from '../mutant.ts';

/** Takes a token of one protocol under the other. */
export const takesTokensOfEitherProtocol = mutant({
  id: 'fido2.client-pin.takes-tokens-of-either-protocol',
  fault: 'Takes a token of one protocol under the other.',
  caughtBy: ['ctap2.pin-uv-auth-token.param.crossed'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, servesProtocol: () => true } }),
});
