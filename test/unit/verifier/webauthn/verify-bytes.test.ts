import { describe, expect, it } from 'vitest';
import { decodeAttestationObject } from '../../../../src/codec/attestation-object.ts';
import { sha256 } from '../../../../src/crypto/hash.ts';
import { assertionSteps } from '../../../../src/verifier/webauthn/assertion-steps.ts';
import { verifyAssertionBytes } from '../../../../src/verifier/webauthn/verify-assertion-bytes.ts';
import { verifyAttestationBytes } from '../../../../src/verifier/webauthn/verify-attestation-bytes.ts';
import { assertion, credentialId, es256, registration, rpId } from './ceremony-builder.ts';

const { response } = registration('packed');
const { attestationObject } = response;
const clientDataHash = sha256(response.clientDataJSON);

describe('verifyAttestationBytes', () => {
  it('accepts a sound attestation object with the hash of client data alone', () => {
    const verdict = verifyAttestationBytes({ attestationObject, clientDataHash, rpId });
    expect(verdict).toMatchObject({
      kind: 'accepted',
      credential: { id: credentialId },
      attestation: { type: 'basic' },
    });
  });

  it('accepts the three parts of a CTAP response', () => {
    const parts = decodeAttestationObject(attestationObject);
    expect(verifyAttestationBytes({ ...parts, clientDataHash, rpId })).toMatchObject({ kind: 'accepted' });
  });

  it('refuses a statement over another hash', () => {
    const other = sha256(clientDataHash);
    const verdict = verifyAttestationBytes({ attestationObject, clientDataHash: other, rpId });
    expect(verdict).toMatchObject({ kind: 'rejected', code: 'attestation-signature-invalid' });
  });

  it('refuses a statement that is no map', () => {
    const parts = { ...decodeAttestationObject(attestationObject), attStmt: [] };
    const verdict = verifyAttestationBytes({ ...parts, clientDataHash, rpId });
    expect(verdict).toMatchObject({ kind: 'rejected', code: 'attestation-statement-malformed', spec: { step: '22' } });
  });

  it('refuses bytes that are no attestation object', () => {
    const verdict = verifyAttestationBytes({ attestationObject: attestationObject.subarray(1), clientDataHash, rpId });
    expect(verdict).toMatchObject({ kind: 'rejected', code: 'attestation-object-malformed', spec: { step: '13' } });
  });
});

describe('verifyAssertionBytes', () => {
  const sound = assertion();
  const input = {
    authenticatorData: sound.response.authenticatorData,
    signature: sound.response.signature,
    clientDataHash: sha256(sound.response.clientDataJSON),
    rpId,
    publicKey: es256.publicKeyBytes,
  };

  it('accepts a sound assertion with the hash of client data alone', () => {
    expect(verifyAssertionBytes(input)).toMatchObject({ kind: 'accepted', signCount: 7 });
    const step = verifyAssertionBytes(input).steps.find(({ says }) => says === assertionSteps.clientDataHash.says);
    expect(step?.outcome).toBe('not-requested');
  });

  it('accepts a silent assertion where presence is not required', () => {
    const { response: silent } = assertion({ authData: { up: false, uv: false } });
    const parts = { ...input, authenticatorData: silent.authenticatorData, signature: silent.signature };
    expect(verifyAssertionBytes(parts)).toMatchObject({ kind: 'rejected', code: 'user-not-present' });
    const expected = { userPresence: 'not-required' } as const;
    expect(verifyAssertionBytes({ ...parts, expected })).toMatchObject({ kind: 'accepted' });
  });

  it('judges the counter only where one was stored', () => {
    expect(verifyAssertionBytes({ ...input, signCount: 6 })).toMatchObject({ kind: 'accepted' });
    expect(verifyAssertionBytes({ ...input, signCount: 7 })).toMatchObject({ code: 'counter-went-back' });
  });

  it('refuses another RP ID', () => {
    expect(verifyAssertionBytes({ ...input, rpId: 'example.com' })).toMatchObject({ code: 'rp-id-mismatch' });
  });
});
