import { mutant } from '../mutant.ts';

/** Serves assertions with a touch alone although alwaysUv is set. */
export const ignoresAlwaysUv = mutant({
  id: 'fido2.get-assertion.ignores-always-uv',
  fault: 'Serves assertions with a touch alone although alwaysUv is set.',
  caughtBy: ['ctap2.get-assertion.always-uv.required'],
  profile: 'always-uv',
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, alwaysUvBinds: () => false } }),
});
