import { mutant } from '../mutant.ts';

/** Compares only as many bytes of the PIN hash as the platform sent. */
export const comparesWhatCame = mutant({
  id: 'fido2.client-pin.compares-what-came',
  fault: 'Compares only as many bytes of the PIN hash as the platform sent.',
  caughtBy: ['ctap2.client-pin.pin-hash.length'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      isPinRight: (stored, received) => received.every((byte, place) => byte === stored[place]),
    },
  }),
});
