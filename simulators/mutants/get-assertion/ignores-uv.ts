import { mutant } from '../mutant.ts';

/** Ignores the option uv and answers unverified. */
export const ignoresUv = mutant({
  id: 'fido2.get-assertion.ignores-uv',
  fault: 'Ignores the option uv and answers unverified.',
  caughtBy: ['ctap2.get-assertion.options.uv-without-built-in'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, effectiveUv: () => false } }),
});
