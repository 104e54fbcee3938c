import { concat } from '../../../src/bytes/bytes.ts';
import { sha256 } from '../../../src/crypto/hash.ts';
import { assertionSteps } from '../../../src/verifier/webauthn/assertion-steps.ts';
import type { AssertionInput, RegistrationInput } from '../../../src/verifier/webauthn/input.ts';
import { registrationSteps } from '../../../src/verifier/webauthn/registration-steps.ts';
import { assertsAs, authDataOf, forgets, forgetsWhen, withKey } from './twists.ts';
import { refusesAssertion, refusesRegistration, type VerifierMutant, verifierMutant } from './verifier-mutant.ts';

/** Faults over signatures, counters, user handles and credential ids of assertions. */
export const assertionMutants: readonly VerifierMutant[] = [
  verifierMutant({
    id: 'verifier.forgets-signature',
    fault: 'Does not verify the signature of an assertion.',
    caughtBy: refusesAssertion(
      'signature.last-bit',
      'signature.empty',
      'signature.by-another-key',
      'signature.counter-grown-afterwards',
    ),
    twist: forgets(assertionSteps.signature),
  }),
  verifierMutant({
    id: 'verifier.takes-signatures-over-authenticator-data',
    fault: 'Takes a signature over authenticator data alone.',
    caughtBy: refusesAssertion('signature.over-authenticator-data'),
    twist: assertsAs((input) =>
      withKey(input, (verify, data, signature) => verify(data, signature) || verify(data.subarray(0, -32), signature)),
    ),
  }),
  verifierMutant({
    id: 'verifier.takes-signatures-over-client-data',
    fault: 'Takes a signature over the hash of client data alone.',
    caughtBy: refusesAssertion('signature.over-hash'),
    twist: assertsAs((input) =>
      withKey(input, (verify, data, signature) => verify(data, signature) || verify(data.subarray(-32), signature)),
    ),
  }),
  verifierMutant({
    id: 'verifier.takes-signatures-over-hashes-of-hashes',
    fault: 'Takes a signature over authenticator data and the hash of the hash.',
    caughtBy: refusesAssertion('signature.over-hash-of-hash'),
    twist: assertsAs((input) =>
      withKey(
        input,
        (verify, data, signature) =>
          verify(data, signature) || verify(concat(data.subarray(0, -32), sha256(data.subarray(-32))), signature),
      ),
    ),
  }),
  verifierMutant({
    id: 'verifier.takes-raw-signatures',
    fault: 'Takes r and s of an ECDSA signature side by side, as other protocols write them.',
    caughtBy: refusesAssertion('signature.raw'),
    twist: assertsAs((input) =>
      withKey(input, (verify, data, signature) => verify(data, signature) || verify(data, inDer(signature))),
    ),
  }),
  verifierMutant({
    id: 'verifier.reads-first-signature',
    fault: 'Reads a DER signature and does not look whether bytes follow it.',
    level: 'SHOULD',
    caughtBy: refusesAssertion('signature.twice'),
    twist: assertsAs((input) =>
      withKey(
        input,
        (verify, data, signature) =>
          verify(data, signature) ||
          (signature[0] === 0x30 && verify(data, signature.subarray(0, (signature[1] ?? 0) + 2))),
      ),
    ),
  }),
  verifierMutant({
    id: 'verifier.ignores-counter',
    fault: 'Does not look at the signature counter.',
    level: 'SHOULD',
    caughtBy: refusesAssertion('counter.equal', 'counter.lower', 'counter.zero'),
    twist: forgets(assertionSteps.signCount),
  }),
  verifierMutant({
    id: 'verifier.takes-equal-counter',
    fault: 'Takes a signature counter that did not grow.',
    level: 'SHOULD',
    caughtBy: refusesAssertion('counter.equal'),
    twist: counterWhere((given, stored) => given === stored),
  }),
  verifierMutant({
    id: 'verifier.takes-zero-counter',
    fault: 'Takes a signature counter of zero after one that was not.',
    level: 'SHOULD',
    caughtBy: refusesAssertion('counter.zero'),
    twist: counterWhere((given) => given === 0),
  }),
  verifierMutant({
    id: 'verifier.keeps-first-counter',
    fault: 'Compares each signature counter with that of the registration.',
    level: 'SHOULD',
    caughtBy: refusesAssertion('counter.equal'),
    twist: (sound) => ({ ...sound, nextCounter: (stored) => stored.signCount }),
  }),
  verifierMutant({
    id: 'verifier.forgets-user-handle',
    fault: 'Does not compare the user handle with that of the account.',
    caughtBy: refusesAssertion('user-handle.of-another-user', 'user-handle.extended'),
    twist: forgets(assertionSteps.userHandle),
  }),
  verifierMutant({
    id: 'verifier.takes-any-id-beside-raw-id',
    fault: 'Does not look whether id is rawId.',
    level: 'SHOULD',
    caughtBy: [...refusesRegistration('credential.id-other'), ...refusesAssertion('credential.id-other')],
    twist: forgets(registrationSteps.credentialIdText, assertionSteps.credentialIdText),
  }),
  verifierMutant({
    id: 'verifier.forgets-type-of-credentials',
    fault: 'Does not look whether the credential has the type public-key.',
    level: 'SHOULD',
    caughtBy: [...refusesRegistration('credential.type-other'), ...refusesAssertion('credential.type-other')],
    twist: forgets(registrationSteps.credentialType, assertionSteps.credentialType),
  }),
];

function counterWhere(taken: (given: number, stored: number) => boolean): VerifierMutant['twist'] {
  const looks = (input: RegistrationInput | AssertionInput): boolean => {
    const bytes = authDataOf(input);
    if (!('credential' in input) || bytes === undefined || bytes.length < 37) return false;
    const given = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(33);
    return taken(given, input.credential.signCount);
  };
  return forgetsWhen(assertionSteps.signCount, looks);
}

/** r and s, each half of the bytes, as a DER sequence. */
function inDer(raw: Uint8Array): Uint8Array {
  const half = raw.length >> 1;
  const integer = (bytes: Uint8Array): Uint8Array => {
    let start = 0;
    while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
    const digits = bytes.subarray(start);
    const content = (digits[0] ?? 0) > 0x7f ? concat(Uint8Array.of(0), digits) : digits;
    return concat(Uint8Array.of(0x02, content.length), content);
  };
  const body = concat(integer(raw.subarray(0, half)), integer(raw.subarray(half)));
  return concat(body.length > 0x7f ? Uint8Array.of(0x30, 0x81, body.length) : Uint8Array.of(0x30, body.length), body);
}
