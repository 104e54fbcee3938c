import { mutant } from '../mutant.ts';

/** Counts from zero after every registration. */
export const counterBeginsAgainAtRegistration = mutant({
  id: 'fido2.counter.begins-again-at-registration',
  fault: 'Counts from zero after every registration.',
  caughtBy: ['ctap2.counter.interleaved', 'ctap2.sequences.counters'],
  shortest: 4,
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, registrationCount: () => ({ device: 0, shown: 0 }) } }),
});
