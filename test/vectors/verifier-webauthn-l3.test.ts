import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../src/bytes/hex.ts';
import type { StoredCredential } from '../../src/verifier/webauthn/input.ts';
import { strict, w3cVectors } from '../../src/verifier/webauthn/profile.ts';
import type { AssertionVerdict, RegistrationVerdict } from '../../src/verifier/webauthn/verdict.ts';
import { verifyAssertion } from '../../src/verifier/webauthn/verify-assertion.ts';
import { verifyRegistration } from '../../src/verifier/webauthn/verify-registration.ts';

interface Vector {
  readonly id: string;
  readonly registration: {
    readonly challenge: string;
    readonly credential_id: string;
    readonly clientDataJSON: string;
    readonly attestationObject: string;
  };
  readonly authentication: {
    readonly challenge: string;
    readonly clientDataJSON: string;
    readonly authenticatorData: string;
    readonly signature: string;
  };
}

interface VectorFile {
  readonly rpId: string;
  readonly origin: string;
  readonly topOrigin: string;
  readonly attestationRoot: { readonly attestation_ca_cert: string };
  readonly vectors: readonly Vector[];
}

const file: VectorFile = JSON.parse(
  readFileSync(new URL('../../fixtures/vectors/webauthn-l3.json', import.meta.url), 'utf8'),
);

const framing = { crossOrigin: 'allowed', topOrigins: [file.topOrigin] } as const;

function register({ registration }: Vector, profile = w3cVectors): RegistrationVerdict {
  return verifyRegistration({
    response: {
      rawId: fromHex(registration.credential_id),
      clientDataJSON: fromHex(registration.clientDataJSON),
      attestationObject: fromHex(registration.attestationObject),
    },
    expected: {
      challenge: fromHex(registration.challenge),
      origins: [file.origin],
      rpId: file.rpId,
      ...framing,
      pubKeyCredParams: [-7, -8, -35, -36, -257, -53].map((alg) => ({ type: 'public-key', alg })),
      attestation: { anchors: [fromHex(file.attestationRoot.attestation_ca_cert)], atMs: Date.UTC(2026, 0, 1) },
    },
    profile,
  });
}

function authenticate({ authentication }: Vector, credential: StoredCredential): AssertionVerdict {
  return verifyAssertion({
    response: {
      rawId: credential.id,
      clientDataJSON: fromHex(authentication.clientDataJSON),
      authenticatorData: fromHex(authentication.authenticatorData),
      signature: fromHex(authentication.signature),
    },
    credential,
    expected: { challenge: fromHex(authentication.challenge), origins: [file.origin], rpId: file.rpId, ...framing },
    profile: w3cVectors,
  });
}

describe('the test vectors of WebAuthn Level 3', () => {
  it('are 15 pairs', () => {
    expect(file.vectors).toHaveLength(15);
  });

  for (const vector of file.vectors) {
    it(`${vector.id}: registration and authentication are accepted`, () => {
      const registered = register(vector);
      expect(registered).toMatchObject({ kind: 'accepted' });
      if (registered.kind !== 'accepted') return;
      const isCertified = !/^(none|packed-self)/.test(vector.id);
      expect(registered.attestation.trusted).toBe(isCertified);
      const asserted = authenticate(vector, registered.credential);
      expect(asserted).toMatchObject({ kind: 'accepted' });
    });
  }

  const strictly: Readonly<Record<string, { code: string; waivedBy: readonly string[] }>> = {
    'fido-u2f-es256': { code: 'attestation-aaguid-mismatch', waivedBy: ['u2f-aaguid'] },
    'tpm-es256': { code: 'tpm-clock-malformed', waivedBy: ['tpm-clock-safe', 'tpm-manufacturer'] },
    'android-key-es256': {
      code: 'android-key-authorizations',
      waivedBy: ['android-key-authorizations', 'android-key-authorizations'],
    },
  };

  for (const vector of file.vectors) {
    const refusal = strictly[vector.id];
    if (refusal === undefined) {
      it(`${vector.id}: a strict verifier accepts the registration too`, () => {
        expect(register(vector, strict)).toMatchObject({ kind: 'accepted', warnings: [] });
      });
    } else {
      it(`${vector.id}: a strict verifier refuses the registration with ${refusal.code}`, () => {
        expect(register(vector, strict)).toMatchObject({ kind: 'rejected', code: refusal.code });
        const warnings = refusal.waivedBy.map((waivedBy) => expect.objectContaining({ waivedBy }));
        expect(register(vector)).toMatchObject({ kind: 'accepted', warnings });
      });
    }
  }
});
