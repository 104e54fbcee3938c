import { mutant } from '../mutant.ts';

/** Ignores the option rk of getAssertion. */
export const ignoresRk = mutant({
  id: 'fido2.get-assertion.ignores-rk',
  fault: 'Ignores the option rk of getAssertion.',
  level: 'SHOULD',
  caughtBy: ['ctap2.get-assertion.options.rk'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, assertionRkStatus: () => undefined } }),
});
