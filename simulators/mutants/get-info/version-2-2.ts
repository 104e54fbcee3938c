import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Lists FIDO_2_2, which no published standard defines. */
export const version22 = mutant({
  id: 'fido2.get-info.version-2-2',
  fault: 'Lists FIDO_2_2, which no published standard defines.',
  level: 'SHOULD',
  caughtBy: ['ctap2.get-info.versions.no-2-2'],
  twist: (sound) => saying(sound, (info) => ({ ...info, versions: [...info.versions, 'FIDO_2_2'] })),
});
