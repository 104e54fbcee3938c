import { describe, expect, it } from 'vitest';
import { testAuthority } from '../../../../src/ceremonies/authority.ts';
import { DecodeError } from '../../../../src/errors/decode-error.ts';
import { decodeCertificate } from '../../../../src/verifier/webauthn/certificate.ts';
import { keepCertificate } from '../../../../src/verifier/webauthn/kept-certificate.ts';

const { intermediateDer } = testAuthority();

describe('a kept certificate', () => {
  it('is the one that its bytes are, and opened once', () => {
    const first = keepCertificate(intermediateDer, 'x5c[1]');
    const again = keepCertificate(Uint8Array.from(intermediateDer), 'x5c[1]');
    expect(again.x509).toBe(first.x509);
    const { x509: _, publicKey: __, ...read } = decodeCertificate(intermediateDer);
    expect(again).toMatchObject(read);
  });

  it('does not change with the bytes that it was read from', () => {
    const bytes = Uint8Array.from(intermediateDer);
    const { subject, der } = keepCertificate(bytes, 'x5c[1]');
    const before = Uint8Array.from(subject);
    expect(der).toBe(bytes);
    bytes.fill(0);
    expect(keepCertificate(intermediateDer, 'x5c[1]').subject).toEqual(before);
    expect(() => keepCertificate(bytes, 'x5c[1]')).toThrow(DecodeError);
  });

  it('is read each time where it is malformed', () => {
    const cut = intermediateDer.subarray(0, 100);
    for (const path of ['x5c[1]', 'x5c[2]']) expect(() => keepCertificate(cut, path)).toThrow(path);
  });
});
