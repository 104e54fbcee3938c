import { mutant } from '../mutant.ts';

/** Serves an assertion that asks for hmac-secret without the output. */
export const answersNothing = mutant({
  id: 'fido2.hmac-secret.answers-nothing',
  fault: 'Serves an assertion that asks for hmac-secret without the output.',
  caughtBy: ['ctap2.hmac-secret.output.length', 'ctap2.hmac-secret.output.repeats'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, answersHmacSecret: () => false } }),
});
