import { mutant } from '../mutant.ts';
import { mending } from './mending.ts';

/** Drops optional members of a wrong type and goes on. */
export const dropsMistypedMembers = mutant({
  id: 'fido2.get-assertion.drops-mistyped-members',
  fault: 'Drops optional members of a wrong type and goes on.',
  caughtBy: ['ctap2.get-assertion.request.wrong-type'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      readGetAssertion: mending(sound, (members) => {
        for (const key of [0x03, 0x04, 0x05]) {
          const isRight = key === 0x03 ? Array.isArray(members.get(key)) : members.get(key) instanceof Map;
          if (!isRight) members.delete(key);
        }
      }),
    },
  }),
});
