import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Lists FIDO_2_0 twice. */
export const repeatedVersion = mutant({
  id: 'fido2.get-info.repeated-version',
  fault: 'Lists FIDO_2_0 twice.',
  caughtBy: ['ctap2.get-info.versions.unique'],
  twist: (sound) => saying(sound, (info) => ({ ...info, versions: [...info.versions, 'FIDO_2_0'] })),
});
