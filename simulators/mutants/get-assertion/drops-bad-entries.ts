import type { CborValue } from '../../../src/codec/cbor/value.ts';
import { mutant } from '../mutant.ts';
import { mending } from './mending.ts';

/** Drops malformed entries of an allowList and goes on. */
export const dropsBadEntries = mutant({
  id: 'fido2.get-assertion.drops-bad-entries',
  fault: 'Drops malformed entries of an allowList and goes on.',
  level: 'SHOULD',
  caughtBy: ['ctap2.get-assertion.allow-list.bad-element-after-match'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      readGetAssertion: mending(sound, (members) => {
        const list = members.get(0x03);
        if (Array.isArray(list)) members.set(0x03, list.filter(isSound));
      }),
    },
  }),
});

function isSound(entry: CborValue): boolean {
  return entry instanceof Map && entry.get('id') instanceof Uint8Array && entry.get('type') === 'public-key';
}
