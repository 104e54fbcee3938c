import { equalBytes, utf8 } from '../../../src/bytes/bytes.ts';
import { decodeAuthenticatorData } from '../../../src/codec/authenticator-data.ts';
import { sha256 } from '../../../src/crypto/hash.ts';
import { assertionSteps } from '../../../src/verifier/webauthn/assertion-steps.ts';
import type { AssertionInput, RegistrationInput } from '../../../src/verifier/webauthn/input.ts';
import { registrationSteps } from '../../../src/verifier/webauthn/registration-steps.ts';
import {
  assertsAs,
  authDataOf,
  both,
  forgets,
  forgetsWhen,
  registersAs,
  tried,
  withAuthenticatorData,
  withObject,
} from './twists.ts';
import { refusesAssertion, refusesRegistration, type VerifierMutant, verifierMutant } from './verifier-mutant.ts';

const HASH_LENGTH = 32;
/** rpIdHash, flags and counter. */
const FIXED_LENGTH = 37;

/** Faults over the RP ID and the layout of authenticator data. */
export const authenticatorDataMutants: readonly VerifierMutant[] = [
  verifierMutant({
    id: 'verifier.forgets-rp-id-of-registrations',
    fault: 'Does not look at the RP ID hash of a registration.',
    caughtBy: refusesRegistration('authenticator-data.rp-id-hash.foreign', 'authenticator-data.rp-id-hash.zeros'),
    twist: forgets(registrationSteps.rpIdHash),
  }),
  verifierMutant({
    id: 'verifier.forgets-rp-id-of-assertions',
    fault: 'Does not look at the RP ID hash of an assertion.',
    caughtBy: refusesAssertion('authenticator-data.rp-id-hash.foreign', 'authenticator-data.rp-id-hash.hashed-twice'),
    twist: forgets(assertionSteps.rpIdHash),
  }),
  verifierMutant({
    id: 'verifier.takes-origin-for-rp-id',
    fault: 'Takes the hash of its origin for that of its RP ID.',
    caughtBy: [
      ...refusesRegistration('authenticator-data.rp-id-hash.of-origin'),
      ...refusesAssertion('authenticator-data.rp-id-hash.of-origin'),
    ],
    twist: rpIdHashWhere((hash, { expected }) =>
      expected.origins.some((origin) => equalBytes(hash, sha256(utf8(origin)))),
    ),
  }),
  verifierMutant({
    id: 'verifier.compares-part-of-rp-id-hash',
    fault: 'Compares the first sixteen bytes of the RP ID hash.',
    caughtBy: [
      ...refusesRegistration('authenticator-data.rp-id-hash.last-bit'),
      ...refusesAssertion('authenticator-data.rp-id-hash.last-bit'),
    ],
    twist: rpIdHashWhere((hash, { expected }) =>
      equalBytes(hash.subarray(0, 16), sha256(utf8(expected.rpId)).subarray(0, 16)),
    ),
  }),
  verifierMutant({
    id: 'verifier.reads-assertions-to-the-counter',
    fault: 'Reads authenticator data of an assertion as far as its counter and not further.',
    caughtBy: refusesAssertion('flags.at-without-data', 'flags.ed-without-extensions'),
    twist: assertsAs((input) =>
      withAuthenticatorData(input, (bytes) => {
        if (bytes.length < FIXED_LENGTH) return bytes;
        const fixed = bytes.slice(0, FIXED_LENGTH);
        // neither AT nor ED
        fixed[HASH_LENGTH] = fixed[HASH_LENGTH]! & 0x3f;
        return fixed;
      }),
    ),
  }),
  verifierMutant({
    id: 'verifier.takes-bytes-after-authenticator-data',
    fault: 'Does not look whether bytes follow the last member of authenticator data.',
    level: 'SHOULD',
    caughtBy: refusesRegistration('authenticator-data.trailing-byte'),
    twist: registersAs((input) => withObject(input, (object) => ({ ...object, authData: readable(object.authData) }))),
  }),
];

function rpIdHashWhere(
  same: (hash: Uint8Array, input: RegistrationInput | AssertionInput) => boolean,
): VerifierMutant['twist'] {
  const looks = (input: RegistrationInput | AssertionInput): boolean =>
    same(authDataOf(input)?.subarray(0, HASH_LENGTH) ?? new Uint8Array(0), input);
  return both(forgetsWhen(registrationSteps.rpIdHash, looks), forgetsWhen(assertionSteps.rpIdHash, looks));
}

/** The longest beginning of at most 64 bytes less that can be read. */
function readable(bytes: Uint8Array): Uint8Array {
  for (let cut = 0; cut <= Math.min(64, bytes.length); cut += 1) {
    const shorter = bytes.subarray(0, bytes.length - cut);
    if (tried(() => decodeAuthenticatorData(shorter)) !== undefined) return shorter;
  }
  return bytes;
}
