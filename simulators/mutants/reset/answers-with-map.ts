import { mutant } from '../mutant.ts';

/** Answers a reset with an empty map. */
export const answersWithMap = mutant({
  id: 'fido2.reset.answers-with-map',
  fault: 'Answers a reset with an empty map.',
  level: 'SHOULD',
  caughtBy: ['ctap2.reset.answer.status-alone'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, encodeResponse: (command, body) => (command === 0x07 ? Uint8Array.of(0xa0) : body) },
  }),
});
