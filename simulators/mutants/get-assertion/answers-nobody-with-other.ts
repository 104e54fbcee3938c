import { ctapStatus } from '../../../src/ctap2/status.ts';
import { mutant } from '../mutant.ts';

/** Answers CTAP1_ERR_OTHER where no credential fits. */
export const answersNobodyWithOther = mutant({
  id: 'fido2.get-assertion.answers-nobody-with-other',
  fault: 'Answers CTAP1_ERR_OTHER where no credential fits.',
  level: 'SHOULD',
  caughtBy: [
    'ctap2.get-assertion.allow-list.strangers.status',
    'ctap2.get-assertion.allow-list.other-party.status',
    'ctap2.get-assertion.allow-list.spoiled-id.status',
    'ctap2.get-assertion.allow-list.unknown-type.status',
    'ctap2.cred-protect.level-3.needs-verification.status',
    'ctap2.cred-protect.level-2.hidden.status',
  ],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, noCredentialsStatus: () => ctapStatus.CTAP1_ERR_OTHER } }),
});
