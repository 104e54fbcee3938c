import { ctapStatus } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import { mutant } from '../mutant.ts';

const READ = 4096;

/** Reads requests of 4096 bytes at most, whatever maxMsgSize says. */
export const readsLessThanItSays = mutant({
  id: 'fido2.make-credential.reads-less-than-it-says',
  fault: 'Reads requests of 4096 bytes at most, whatever maxMsgSize says.',
  level: 'SHOULD',
  caughtBy: ['ctap2.make-credential.message.longest'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      readMakeCredential: (parameters) => {
        if (parameters.length > READ) throw new CtapError(ctapStatus.CTAP2_ERR_REQUEST_TOO_LARGE);
        return sound.fido2.readMakeCredential(parameters);
      },
    },
  }),
});
