import { mutant } from '../mutant.ts';

/** Answers tokens with CTAP2_OK and nothing else while no PIN is set. */
export const hidesRefusalsWithoutPin = mutant({
  id: 'fido2.client-pin.hides-refusals-without-pin',
  fault: 'Answers tokens with CTAP2_OK and nothing else while no PIN is set.',
  caughtBy: ['ctap2.client-pin.no-pin'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      statusOf: (error, profile, command) => {
        const status = sound.fido2.statusOf(error, profile, command);
        return command === 0x06 && status === profile.manners.pinNotSet ? 0x00 : status;
      },
    },
  }),
});
