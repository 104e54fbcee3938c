import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ledger } from '../../../../src/verifier/webauthn/ledger.ts';
import { lenient, microsoft, strict, w3cVectors } from '../../../../src/verifier/webauthn/profile.ts';
import { verifyRegistration, verifyRegistrationBy } from '../../../../src/verifier/webauthn/verify-registration.ts';
import { registrationCases } from './any-bytes/cases.ts';
import { byAuthenticatorData, expectAttested, expectVerdict } from './any-bytes/claims.ts';
import { runs, sentBy } from './any-bytes/sent.ts';
import { wounded, wounds } from './any-bytes/wound.ts';

const cases = registrationCases();
const donors = cases.map(({ tree }) => tree);
const sound = byAuthenticatorData(cases);
const aCase = fc.nat({ max: cases.length - 1 });

/** What is beyond a duty is only reached by what keeps it; a verifier that overlooks these gets further. */
const overlooked: ReadonlySet<string> = new Set([
  'challenge-mismatch',
  'credential-id-mismatch',
  'attestation-signature-invalid',
  'attestation-untrusted',
  'attestation-nonce-mismatch',
  'attestation-public-key-mismatch',
  'attestation-certificate-unfit',
  'tpm-name-mismatch',
  'tpm-magic-mismatch',
  'safetynet-integrity-failed',
]);

describe('a registration whose bytes are any', { timeout: 600_000 }, () => {
  it('is accepted as it was made', () => {
    for (const { name, tree, expected } of cases) {
      expect(verifyRegistration({ response: sentBy(tree), expected }), name).toMatchObject({ kind: 'accepted' });
    }
  });

  it('ends in a verdict, and what is accepted is what was attested', () => {
    const reached = new Set<string>();
    let accepted = 0;
    const property = fc.property(aCase, wounds(), (index, own) => {
      const { tree, expected } = cases[index]!;
      const response = sentBy(wounded(tree, own, donors));
      const verdict = verifyRegistration({ response, expected, profile: strict });
      expectVerdict(verdict);
      reached.add(verdict.kind === 'accepted' ? 'accepted' : verdict.code);
      if (verdict.kind === 'rejected') return;
      accepted += 1;
      expectAttested(sound, response, verdict);
    });
    fc.assert(property, { numRuns: runs(36_000) });
    expect(reached.size).toBeGreaterThan(30);
    expect(accepted).toBeGreaterThan(1000);
  });

  it('ends in a verdict by profiles that waive duties, and behind duties that are overlooked', () => {
    const profile = fc.constantFrom(strict, w3cVectors, lenient, microsoft);
    const reached = new Set<string>();
    const property = fc.property(aCase, wounds(), profile, (index, own, by) => {
      const { tree, expected } = cases[index]!;
      const response = sentBy(wounded(tree, own, donors));
      const ledger = new Ledger(by, { has: (_step, code) => overlooked.has(code) });
      const verdict = verifyRegistrationBy(ledger, { response, expected });
      expectVerdict(verdict);
      reached.add(verdict.kind === 'accepted' ? 'accepted' : verdict.code);
    });
    fc.assert(property, { numRuns: runs(26_000) });
    expect(reached.size).toBeGreaterThan(30);
  });
});
