import { mutant } from '../mutant.ts';

/** Looks at the first entry of an allowList alone. */
export const looksAtFirstEntry = mutant({
  id: 'fido2.get-assertion.looks-at-first-entry',
  fault: 'Looks at the first entry of an allowList alone.',
  caughtBy: ['ctap2.get-assertion.allow-list.any-place', 'ctap2.get-assertion.allow-list.full'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, consideredEntries: (list) => list.slice(0, 1) } }),
});
