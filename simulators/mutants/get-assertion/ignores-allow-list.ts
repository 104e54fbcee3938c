import { mutant } from '../mutant.ts';

/** Takes any account of the relying party although the allowList names others. */
export const ignoresAllowList = mutant({
  id: 'fido2.get-assertion.ignores-allow-list',
  fault: 'Takes any account of the relying party although the allowList names others.',
  caughtBy: ['ctap2.get-assertion.allow-list.strangers'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, hasAllowList: () => false } }),
});
