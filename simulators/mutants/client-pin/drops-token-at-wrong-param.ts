import { mutant } from '../mutant.ts';

/** Ends the token at the first wrong pinUvAuthParam. */
export const dropsTokenAtWrongParam = mutant({
  id: 'fido2.client-pin.drops-token-at-wrong-param',
  fault: 'Ends the token at the first wrong pinUvAuthParam.',
  level: 'SHOULD',
  caughtBy: ['ctap2.pin-uv-auth-token.param.wrong-keeps-token'],
  twist: (sound) => {
    let hasSeenWrong = false;
    return {
      ...sound,
      fido2: {
        ...sound.fido2,
        believesMac: (isRight) => {
          if (!isRight) hasSeenWrong = true;
          return isRight && !hasSeenWrong;
        },
        drawToken: (random) => {
          hasSeenWrong = false;
          return sound.fido2.drawToken(random);
        },
      },
    };
  },
});
