import { mutant } from '../mutant.ts';

/** Counts the UTF-16 units of a PIN instead of its code points. */
export const countsUtf16Units = mutant({
  id: 'fido2.client-pin.counts-utf16-units',
  fault: 'Counts the UTF-16 units of a PIN instead of its code points.',
  caughtBy: ['ctap2.client-pin.set-pin.code-points'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, pinCodePoints: (pin) => Buffer.from(pin).toString('utf8').length },
  }),
});
