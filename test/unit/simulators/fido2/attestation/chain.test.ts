import { verify, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ctap21 } from '../../../../../simulators/fido2/profile.ts';
import { concat } from '../../../../../src/bytes/bytes.ts';
import { toHex } from '../../../../../src/bytes/hex.ts';
import { clientDataHash, key, makeCredential } from '../drive.ts';

describe('the attestation chain', () => {
  const { key: device } = key();
  const { certificates, root } = device.state.durable.attestation;
  const leaf = new X509Certificate(certificates[0]!);
  const authority = new X509Certificate(root!);

  it('leads from a leaf that is no authority to a root that is', () => {
    expect(leaf.checkIssued(authority)).toBe(true);
    expect(leaf.verify(authority.publicKey)).toBe(true);
    expect(authority.verify(authority.publicKey)).toBe(true);
    expect([leaf.ca, authority.ca]).toEqual([false, true]);
    expect(leaf.serialNumber).not.toBe(authority.serialNumber);
  });

  it('has a subject as packed attestation wants it', () => {
    expect(leaf.subject.split('\n')).toEqual([
      'C=DE',
      'O=touchstone',
      'OU=Authenticator Attestation',
      'CN=touchstone simulated key',
    ]);
  });

  it('names the AAGUID in the id-fido-gen-ce-aaguid extension', () => {
    expect(toHex(certificates[0]!)).toContain(
      `060b2b0601040182e51c010104041204 10${toHex(ctap21.aaguid)}`.replace(' ', ''),
    );
  });

  it('attests a registration', () => {
    const { authData, attStmt } = makeCredential(device).response!;
    expect(attStmt?.get('alg')).toBe(-7);
    expect(attStmt?.get('x5c')).toEqual(certificates);
    const signature = attStmt?.get('sig') as Uint8Array;
    expect(verify('sha256', concat(authData, clientDataHash), leaf.publicKey, signature)).toBe(true);
  });

  it('is made by node:crypto too', () => {
    const system = key({ keying: { kind: 'system' } }).key.state.durable.attestation;
    const made = new X509Certificate(system.certificates[0]!);
    expect(made.verify(new X509Certificate(system.root!).publicKey)).toBe(true);
    expect(made.publicKey.asymmetricKeyType).toBe('ec');
  });
});
