import { describe, expect, it } from 'vitest';
import { algorithmsOf } from '../../../src/ceremonies/algorithms.ts';
import { makeAssertion } from '../../../src/ceremonies/make-assertion.ts';
import { statementMakers } from '../../../src/ceremonies/statements.ts';
import { attestationKinds } from '../../../src/ceremonies/variant.ts';
import { verifyAssertion } from '../../../src/verifier/webauthn/verify-assertion.ts';
import { verifyRegistration } from '../../../src/verifier/webauthn/verify-registration.ts';
import { assertionInput, made, registrationInput, request, soundAssertionVariant, toolsOf } from './sound.ts';

const kinds = attestationKinds.filter((kind) => statementMakers[kind] !== undefined);
const cases = kinds.flatMap((attestation) => algorithmsOf(attestation).map((alg) => ({ attestation, alg })));

describe('a sound ceremony', () => {
  it.each(cases)('of $attestation with algorithm $alg is accepted', ({ attestation, alg }) => {
    const registration = made({ attestation, alg });
    const verdict = verifyRegistration(registrationInput(registration));
    expect(verdict).toMatchObject({ kind: 'accepted' });
    if (verdict.kind !== 'accepted') return;
    const assertion = makeAssertion(request, registration.credential, soundAssertionVariant(), toolsOf('assertion'));
    expect(verifyAssertion(assertionInput(assertion, verdict.credential))).toMatchObject({ kind: 'accepted' });
  });
});
