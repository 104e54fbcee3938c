import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ledger } from '../../../../src/verifier/webauthn/ledger.ts';
import { lenient, strict, w3cVectors } from '../../../../src/verifier/webauthn/profile.ts';
import { verifyAssertion, verifyAssertionBy } from '../../../../src/verifier/webauthn/verify-assertion.ts';
import { assertionCases } from './any-bytes/cases.ts';
import { expectSigned, expectVerdict } from './any-bytes/claims.ts';
import { runs, sentBy } from './any-bytes/sent.ts';
import { wounded, wounds } from './any-bytes/wound.ts';

const cases = assertionCases();
const donors = cases.map(({ tree }) => tree);
const aCase = fc.nat({ max: cases.length - 1 });
const overlooked: ReadonlySet<string> = new Set([
  'challenge-mismatch',
  'credential-id-mismatch',
  'user-handle-mismatch',
  'signature-invalid',
]);

describe('an assertion whose bytes are any', { timeout: 600_000 }, () => {
  it('is accepted as it was made', () => {
    for (const { name, tree, expected, credential } of cases) {
      expect(verifyAssertion({ response: sentBy(tree), expected, credential }), name).toMatchObject({
        kind: 'accepted',
      });
    }
  });

  it('ends in a verdict, and what is accepted is what was signed', () => {
    const reached = new Set<string>();
    let accepted = 0;
    const property = fc.property(aCase, wounds(), (index, own) => {
      const base = cases[index]!;
      const { tree, expected, credential } = base;
      const response = sentBy(wounded(tree, own, donors));
      const verdict = verifyAssertion({ response, expected, credential, profile: strict });
      expectVerdict(verdict);
      reached.add(verdict.kind === 'accepted' ? 'accepted' : verdict.code);
      if (verdict.kind === 'rejected') return;
      accepted += 1;
      expectSigned(base, response);
    });
    fc.assert(property, { numRuns: runs(70_000) });
    expect(reached.size).toBeGreaterThan(15);
    expect(accepted).toBeGreaterThan(1000);
  });

  it('ends in a verdict by profiles that waive duties, and behind duties that are overlooked', () => {
    const profile = fc.constantFrom(strict, w3cVectors, lenient);
    const property = fc.property(aCase, wounds(), profile, (index, own, by) => {
      const { tree, expected, credential } = cases[index]!;
      const response = sentBy(wounded(tree, own, donors));
      const ledger = new Ledger(by, { has: (_step, code) => overlooked.has(code) });
      expectVerdict(verifyAssertionBy(ledger, { response, expected, credential }));
    });
    fc.assert(property, { numRuns: runs(30_000) });
  });
});
