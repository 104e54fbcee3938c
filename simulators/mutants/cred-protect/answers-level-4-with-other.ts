import { ctapStatus } from '../../../src/ctap2/status.ts';
import { mutant } from '../mutant.ts';

/** Refuses levels that do not exist with CTAP1_ERR_OTHER. */
export const answersLevel4WithOther = mutant({
  id: 'fido2.cred-protect.answers-level-4-with-other',
  fault: 'Refuses levels that do not exist with CTAP1_ERR_OTHER.',
  level: 'SHOULD',
  caughtBy: ['ctap2.cred-protect.level.invalid.status'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      credProtectStatus: (level) =>
        sound.fido2.credProtectStatus(level) === undefined ? undefined : ctapStatus.CTAP1_ERR_OTHER,
    },
  }),
});
