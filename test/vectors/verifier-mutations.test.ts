import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromBase64url } from '../../src/bytes/base64url.ts';
import { fromHex } from '../../src/bytes/hex.ts';
import type { AssertionVerdict, RegistrationVerdict } from '../../src/verifier/webauthn/verdict.ts';
import { verifyAssertion } from '../../src/verifier/webauthn/verify-assertion.ts';
import { verifyRegistration } from '../../src/verifier/webauthn/verify-registration.ts';

interface Case {
  readonly kind: 'registration' | 'authentication';
  readonly name: string;
  readonly want: 'accept' | 'reject';
  readonly expectedChallenge: string;
  readonly response: {
    readonly id: string;
    readonly rawId: string;
    readonly type: string;
    readonly clientExtensionResults: Record<string, unknown>;
    readonly response: Record<string, string>;
  };
  readonly stored?: { readonly id: string; readonly publicKeyCoseHex: string; readonly signCount: number };
}

const file: { readonly rpId: string; readonly origin: string; readonly cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL('../../fixtures/vectors/webauthn-mutations.json', import.meta.url), 'utf8'),
);

/** The code of each refusal: a case refused for another reason than its mutation is not judged. */
const codes: Readonly<Record<string, string>> = {
  'authentication UP=0': 'user-not-present',
  'authentication BE=0 BS=1': 'backup-state-without-eligibility',
  'authentication counter equal': 'counter-went-back',
  'authentication counter 0 while stored 5': 'counter-went-back',
  'authentication response id differs from stored credential id': 'credential-id-mismatch',
  'authentication crossOrigin:true, no topOrigin, RP set no expectation': 'cross-origin-unexpected',
  'authentication topOrigin present, crossOrigin false': 'top-origin-without-cross-origin',
  'authentication AT flag + attested data in an assertion': 'attested-credential-data-unexpected',
  'authentication ED=1 with no extension bytes': 'authenticator-data-malformed',
  'authentication ED=0 with trailing bytes': 'authenticator-data-malformed',
  'authentication origin with trailing slash': 'origin-mismatch',
  'authentication origin explicit :443': 'origin-mismatch',
  'authentication type webauthn.create': 'type-mismatch',
  'registration credential id 1024 bytes': 'credential-id-too-long',
  'registration response id differs from attested credential id': 'credential-id-mismatch',
  'registration crossOrigin true unexpected': 'cross-origin-unexpected',
  'registration crossOrigin true + topOrigin foreign': 'cross-origin-unexpected',
  'registration BE=0 BS=1': 'backup-state-without-eligibility',
  'registration none with non-empty attStmt': 'attestation-statement-malformed',
  'registration empty credential id': 'credential-id-empty',
  'registration AT=0': 'authenticator-data-malformed',
  'registration EC point not on curve': 'public-key-invalid',
  // it says compound, which later became a known format, and has no parts
  'registration unknown fmt': 'compound-parts',
};

function judge(mutation: Case): AssertionVerdict | RegistrationVerdict {
  const { id, rawId, type, clientExtensionResults, response } = mutation.response;
  const bytesOf = (name: string): Uint8Array => fromBase64url(response[name] ?? '');
  const presented = {
    id,
    rawId: fromBase64url(rawId),
    type,
    clientExtensionResults,
    clientDataJSON: bytesOf('clientDataJSON'),
  };
  const expected = { challenge: fromBase64url(mutation.expectedChallenge), origins: [file.origin], rpId: file.rpId };
  const { stored } = mutation;
  if (stored === undefined) {
    return verifyRegistration({
      response: { ...presented, attestationObject: bytesOf('attestationObject') },
      expected,
    });
  }
  return verifyAssertion({
    response: { ...presented, authenticatorData: bytesOf('authenticatorData'), signature: bytesOf('signature') },
    credential: {
      id: fromBase64url(stored.id),
      publicKey: fromHex(stored.publicKeyCoseHex),
      signCount: stored.signCount,
    },
    expected,
  });
}

describe('the mutation battery under the strict profile', () => {
  it('has 29 cases', () => {
    expect(file.cases).toHaveLength(29);
  });

  for (const mutation of file.cases) {
    const name = `${mutation.kind} ${mutation.name}`;
    const isAccepted = mutation.want === 'accept';
    it(`${name}: ${isAccepted ? 'accepted' : 'refused'}`, () => {
      const verdict = judge(mutation);
      if (isAccepted) expect(verdict).toMatchObject({ kind: 'accepted' });
      else expect(verdict).toMatchObject({ kind: 'rejected', code: codes[name] });
    });
  }
});
