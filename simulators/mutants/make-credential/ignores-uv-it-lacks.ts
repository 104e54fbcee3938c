import { mutant } from '../mutant.ts';

/** Registers without verification where built-in verification was asked for that it does not have. */
export const ignoresUvItLacks = mutant({
  id: 'fido2.make-credential.ignores-uv-it-lacks',
  fault: 'Registers without verification where built-in verification was asked for that it does not have.',
  caughtBy: ['ctap2.make-credential.options.uv-unavailable'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, effectiveUv: () => false } }),
});
