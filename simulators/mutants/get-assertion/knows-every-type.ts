import { mutant } from '../mutant.ts';

/** Takes list entries of every type for public keys. */
export const knowsEveryType = mutant({
  id: 'fido2.get-assertion.knows-every-type',
  fault: 'Takes list entries of every type for public keys.',
  level: 'SHOULD',
  caughtBy: ['ctap2.get-assertion.allow-list.unknown-type'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isKnownType: () => true } }),
});
