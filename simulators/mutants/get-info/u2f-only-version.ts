import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Lists U2F_V2 and no CTAP2 version. */
export const u2fOnlyVersion = mutant({
  id: 'fido2.get-info.u2f-only-version',
  fault: 'Lists U2F_V2 and no CTAP2 version.',
  caughtBy: ['ctap2.get-info.versions.ctap2'],
  twist: (sound) => saying(sound, (info) => ({ ...info, versions: ['U2F_V2'] })),
});
