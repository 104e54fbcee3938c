import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../../src/bytes/bytes.ts';
import { basicConstraints } from '../../../../src/ceremonies/certificate-extensions.ts';
import { attestationSubject } from '../../../../src/ceremonies/names.ts';
import { publicKeyInfo } from '../../../../src/ceremonies/public-key-info.ts';
import { generateSigningKey } from '../../../../src/crypto/signing-key.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { authority, caExtensions, judgePath, leafBy } from './path-builder.ts';

const root = authority('Root');
const genuine = leafBy(root);
const leafKey = generateSigningKey(-7, { kind: 'seeded', random: seededRandom('two certificates') });

/** A certificate of nobody whose comment is another certificate, in PEM. */
function wrapped(inner: Uint8Array, isAuthority: boolean): Uint8Array {
  const pem = utf8(`\n${new X509Certificate(inner).toString()}`);
  return leafBy(authority('Nobody'), {
    issuer: root.name,
    subject: attestationSubject('Forged'),
    extensions: [
      ...(isAuthority ? caExtensions : [basicConstraints(false)]),
      { oid: '1.2.3.4', critical: false, value: pem },
    ],
  });
}

describe('a certificate that carries another in PEM', () => {
  it('is not taken for the one that it carries', () => {
    expect(judgePath([genuine], { anchors: [root.der] })).toBe('trusted');
    expect(judgePath([wrapped(genuine, false)], { anchors: [root.der] })).toBe('attestation-certificate-malformed');
    expect(judgePath([wrapped(genuine, false)], {})).toBe('attestation-certificate-malformed');
  });

  it('does not make an authority of a leaf', () => {
    const issuer = authority('Forged', undefined, { subject: attestationSubject('Forged') }, leafKey);
    const x5c = [leafBy(issuer), wrapped(leafBy(root, { publicKey: publicKeyInfo(leafKey.publicKey) }), true)];
    expect(judgePath(x5c, { anchors: [root.der] })).toBe('attestation-certificate-malformed');
  });
});
