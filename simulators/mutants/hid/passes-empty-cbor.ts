import { mutant } from '../mutant.ts';

/** Hands CTAPHID_CBOR of no bytes on instead of refusing it. */
export const passesEmptyCbor = mutant({
  id: 'fido2.hid.passes-empty-cbor',
  fault: 'Hands CTAPHID_CBOR of no bytes on instead of refusing it.',
  level: 'SHOULD',
  caughtBy: ['hid.cbor.empty'],
  twist: (sound) => ({
    ...sound,
    hid: {
      ...sound.hid,
      acceptsLength: (command, length, most) =>
        (command === 0x10 && length === 0) || sound.hid.acceptsLength(command, length, most),
    },
  }),
});
