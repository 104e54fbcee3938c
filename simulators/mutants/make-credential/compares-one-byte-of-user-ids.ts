import { equalBytes } from '../../../src/bytes/bytes.ts';
import { mutant } from '../mutant.ts';

/** Takes users whose ids begin with the same byte for one. */
export const comparesOneByteOfUserIds = mutant({
  id: 'fido2.make-credential.compares-one-byte-of-user-ids',
  fault: 'Takes users whose ids begin with the same byte for one.',
  caughtBy: ['ctap2.make-credential.resident.distinct-users'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      replaces: (stored, rpIdHash, userId) =>
        equalBytes(stored.rpIdHash, rpIdHash) && stored.resident.user.id[0] === userId[0],
    },
  }),
});
