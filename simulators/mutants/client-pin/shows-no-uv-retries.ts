import { mutant } from '../mutant.ts';

/** Tells no tries of built-in user verification though there are some. */
export const showsNoUvRetries = mutant({
  id: 'fido2.client-pin.shows-no-uv-retries',
  fault: 'Tells no tries of built-in user verification though there are some.',
  caughtBy: ['ctap2.client-pin.uv-retries'],
  profile: 'uv',
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, shownUvRetries: () => 0 } }),
});
