import { mutant } from '../mutant.ts';
import { mending } from './mending.ts';

/** Takes zeros where clientDataHash is missing. */
export const makesUpMissingHash = mutant({
  id: 'fido2.get-assertion.makes-up-missing-hash',
  fault: 'Takes zeros where clientDataHash is missing.',
  caughtBy: ['ctap2.get-assertion.request.missing-member'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      readGetAssertion: mending(sound, (members) => {
        if (!members.has(0x02)) members.set(0x02, new Uint8Array(32));
      }),
    },
  }),
});
