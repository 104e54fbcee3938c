import { ctapStatus } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { mutant } from '../mutant.ts';

/** Refuses a preference for attestation formats that it does not have. */
export const wantsAFormatItHas = mutant({
  id: 'fido2.make-credential.wants-a-format-it-has',
  fault: 'Refuses a preference for attestation formats that it does not have.',
  profile: 'ctap-2.3',
  caughtBy: ['ctap2.make-credential.formats.unknown'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      attestationKind: (profile, preference = []) => {
        if (preference.length > 0 && !preference.some((format) => format === 'packed' || format === 'none')) {
          throw new CtapError(ctapStatus.CTAP1_ERR_INVALID_PARAMETER);
        }
        return sound.fido2.attestationKind(profile, preference);
      },
    },
  }),
});
