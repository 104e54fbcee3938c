import { mutant } from '../mutant.ts';

/** Answers authenticatorSelection with an empty map. */
export const answersSelectionWithAMap = mutant({
  id: 'fido2.make-credential.answers-selection-with-a-map',
  fault: 'Answers authenticatorSelection with an empty map.',
  caughtBy: ['ctap2.selection.touched'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, encodeResponse: (command, body) => (command === 0x0b ? Uint8Array.of(0xa0) : body) },
  }),
});
