import { mutant } from '../mutant.ts';

/** Takes levels that do not exist. */
export const takesLevel4 = mutant({
  id: 'fido2.cred-protect.takes-level-4',
  fault: 'Takes levels that do not exist.',
  level: 'SHOULD',
  caughtBy: ['ctap2.cred-protect.level.invalid'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, credProtectStatus: () => undefined } }),
});
