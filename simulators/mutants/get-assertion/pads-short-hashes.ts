import { mutant } from '../mutant.ts';
import { mending } from './mending.ts';

/** Pads or cuts a clientDataHash to 32 bytes. */
export const padsShortHashes = mutant({
  id: 'fido2.get-assertion.pads-short-hashes',
  fault: 'Pads or cuts a clientDataHash to 32 bytes.',
  level: 'SHOULD',
  caughtBy: ['ctap2.get-assertion.client-data-hash.length'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      readGetAssertion: mending(sound, (members) => {
        const hash = members.get(0x02);
        if (!(hash instanceof Uint8Array)) return;
        const padded = new Uint8Array(32);
        padded.set(hash.subarray(0, 32));
        members.set(0x02, padded);
      }),
    },
  }),
});
