import { describe, expect, it } from 'vitest';
import { assertionSteps } from '../../../../src/verifier/webauthn/assertion-steps.ts';
import { Ledger } from '../../../../src/verifier/webauthn/ledger.ts';
import { strict } from '../../../../src/verifier/webauthn/profile.ts';
import { registrationSteps } from '../../../../src/verifier/webauthn/registration-steps.ts';
import { verifyAssertionBy } from '../../../../src/verifier/webauthn/verify-assertion.ts';
import { verifyRegistrationBy } from '../../../../src/verifier/webauthn/verify-registration.ts';
import { assertion, registration } from './ceremony-builder.ts';

const foreign = { clientData: { origin: 'https://elsewhere.example' } };

describe('a ledger that overlooks a step', () => {
  it('passes it whatever the bytes say', () => {
    const registered = verifyRegistrationBy(
      new Ledger(strict, new Set([registrationSteps.origin])),
      registration('packed', foreign),
    );
    expect(registered).toMatchObject({ kind: 'accepted', warnings: [] });
    const asserted = verifyAssertionBy(new Ledger(strict, new Set([assertionSteps.origin])), assertion(foreign));
    expect(asserted).toMatchObject({ kind: 'accepted', warnings: [] });
  });

  it('sees every other step', () => {
    const ledger = new Ledger(strict, new Set([assertionSteps.challenge]));
    expect(verifyAssertionBy(ledger, assertion(foreign))).toMatchObject({ code: 'origin-mismatch' });
  });

  it('may overlook one code of a step alone', () => {
    const overlooks = { has: (_step: unknown, code: string): boolean => code === 'user-handle-missing' };
    const sound = assertion();
    const input = { ...sound, expected: { ...sound.expected, userHandle: 'required' as const } };
    const without = { ...input, response: { ...input.response, userHandle: null } };
    expect(verifyAssertionBy(new Ledger(strict, overlooks), without)).toMatchObject({ kind: 'accepted' });
    const other = { ...input, response: { ...input.response, userHandle: Uint8Array.of(9) } };
    expect(verifyAssertionBy(new Ledger(strict, overlooks), other)).toMatchObject({ code: 'user-handle-mismatch' });
  });
});
