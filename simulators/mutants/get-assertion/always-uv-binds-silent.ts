import { mutant } from '../mutant.ts';

/** Lets alwaysUv stand against silent requests. */
export const alwaysUvBindsSilent = mutant({
  id: 'fido2.get-assertion.always-uv-binds-silent',
  fault: 'Lets alwaysUv stand against silent requests.',
  level: 'SHOULD',
  caughtBy: ['ctap2.get-assertion.up-false.always-uv'],
  profile: 'always-uv',
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, alwaysUvBinds: () => true } }),
});
