import { encodeCertificate } from '../../../../src/ceremonies/certificate.ts';
import { basicConstraints, keyUsage, keyUsageBit } from '../../../../src/ceremonies/certificate-extensions.ts';
import type { CertificateParts, NameAttribute } from '../../../../src/ceremonies/hooks.ts';
import { attestationSubject, commonName } from '../../../../src/ceremonies/names.ts';
import { publicKeyInfo } from '../../../../src/ceremonies/public-key-info.ts';
import { generateSigningKey, type SigningKey } from '../../../../src/crypto/signing-key.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import type { AttestationPolicy } from '../../../../src/verifier/webauthn/input.ts';
import { verifyRegistration } from '../../../../src/verifier/webauthn/verify-registration.ts';
import { registration } from './ceremony-builder.ts';
import { makeKeys } from './certificate-builder.ts';

/** A time within the validity of the certificates here. */
export const AT_MS: number = Date.UTC(2026, 0, 1);

/** An authority of a path. */
export interface PathAuthority {
  readonly key: SigningKey;
  readonly name: readonly NameAttribute[];
  readonly der: Uint8Array;
}

const random = seededRandom('trust paths');
const leafKeys = makeKeys();

/** Extensions that let a certificate sign others, and lists. */
export const caExtensions = [basicConstraints(true), keyUsage(keyUsageBit.keyCertSign, keyUsageBit.cRLSign)];

/** An authority, issued by another or by itself; its parts may be changed. */
export function authority(
  name: string,
  issuer?: PathAuthority,
  own: Partial<CertificateParts> = {},
  key: SigningKey = generateSigningKey(-7, { kind: 'seeded', random }),
): PathAuthority {
  const subject = own.subject ?? [commonName(name)];
  const parts = partsOf(publicKeyInfo(key.publicKey), issuer, { subject, extensions: caExtensions, ...own });
  return { key, name: subject, der: encodeCertificate(parts, issuer?.key ?? key) };
}

/** The DER of a leaf, issued by an authority. */
export function leafBy(issuer: PathAuthority, own: Partial<CertificateParts> = {}): Uint8Array {
  return encodeCertificate(partsOf(leafKeys.spki, issuer, own), issuer.key);
}

function partsOf(
  publicKey: Uint8Array,
  issuer: PathAuthority | undefined,
  own: Partial<CertificateParts>,
): CertificateParts {
  const subject = own.subject ?? attestationSubject('Test key');
  return {
    version: 3,
    serialNumber: Uint8Array.of(0x11),
    subject,
    issuer: issuer?.name ?? subject,
    notBeforeMs: Date.UTC(2024, 0, 1),
    notAfterMs: Date.UTC(2034, 0, 1),
    publicKey,
    extensions: [basicConstraints(false)],
    ...own,
  };
}

/** What a packed attestation with those certificates comes to: trusted, not judged, or the code of its refusal. */
export function judgePath(x5c: readonly Uint8Array[], policy: AttestationPolicy): string {
  const input = registration('packed', { attestationKeys: leafKeys, x5c });
  const verdict = verifyRegistration({ ...input, expected: { ...input.expected, attestation: policy } });
  return verdict.kind === 'rejected' ? verdict.code : verdict.attestation.trusted ? 'trusted' : 'not judged';
}
