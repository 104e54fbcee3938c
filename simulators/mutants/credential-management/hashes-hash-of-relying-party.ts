import { sha256 } from '../../../src/crypto/hash.ts';
import { mutant } from '../mutant.ts';

/** Lists the hash of the hash of each relying party. */
export const hashesHashOfRelyingParty = mutant({
  id: 'fido2.credential-management.hashes-hash-of-relying-party',
  fault: 'Lists the hash of the hash of each relying party.',
  caughtBy: ['ctap2.credential-management.parties.complete'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, listedRpIdHash: (rpIdHash) => sha256(rpIdHash) } }),
});
