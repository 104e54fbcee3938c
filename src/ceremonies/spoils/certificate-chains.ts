import type { SigningKey } from '../../crypto/signing-key.ts';
import { foreignAuthority, testAuthority, untrustedAuthority, VALID_FROM_MS, VALID_UNTIL_MS } from '../authority.ts';
import { encodeCertificate } from '../certificate.ts';
import { basicConstraints, extensionOid, keyUsage, keyUsageBit } from '../certificate-extensions.ts';
import { derNull } from '../der.ts';
import type { CertificateParts, RegistrationHooks } from '../hooks.ts';
import { commonName } from '../names.ts';
import { publicKeyInfo } from '../public-key-info.ts';
import type { RegistrationSpoil, SpoilNeeds } from '../spoil.ts';
import { attestationSpoil, certificateChanged, clause, extensionRemoved, extensionSet, flipped } from './altered.ts';
import { otherKey } from './other-key.ts';
import { reissued } from './reissued.ts';
import { revokedSerialNumber } from './revoked.ts';

/** Kinds whose x5c is a leaf and the intermediate that issued it. */
const chainKinds = ['packed-x5c', 'tpm', 'android-key', 'android-safetynet', 'apple'] as const;
/** Kinds with certificates. */
const certifiedKinds = [...chainKinds, 'fido-u2f'] as const;

/** The algorithm by which X.509 paths are judged, and the one by which revocation lists are. */
const pathClause = { document: 'RFC 5280', section: '6.1' } as const;
const revocationClause = { document: 'RFC 5280', section: '6.3' } as const;

const DAY_MS = 86_400_000;
/** An object identifier below an arc for examples, which nobody understands. */
const UNKNOWN_EXTENSION = { oid: '2.999.1', critical: true, value: derNull() };

/** Chains that a relying party that trusts `testRoots` alone cannot follow to its end (RFC 5280 section 6.1). */
export const certificateChainSpoils: readonly RegistrationSpoil[] = [
  chainSpoil(
    'leaf-expired',
    'the attestation certificate is past its validity',
    certificateChanged('leaf', () => ({ notAfterMs: VALID_FROM_MS + DAY_MS })),
    certifiedKinds,
  ),
  chainSpoil(
    'leaf-not-yet-valid',
    'the attestation certificate is not valid yet',
    certificateChanged('leaf', () => ({ notBeforeMs: VALID_UNTIL_MS - DAY_MS })),
    certifiedKinds,
  ),
  chainSpoil(
    'intermediate-expired',
    'the intermediate certificate is past its validity',
    certificateChanged('intermediate', () => ({ notAfterMs: VALID_FROM_MS + DAY_MS })),
  ),
  chainSpoil(
    'intermediate-not-yet-valid',
    'the intermediate certificate is not valid yet',
    certificateChanged('intermediate', () => ({ notBeforeMs: VALID_UNTIL_MS - DAY_MS })),
  ),
  chainSpoil(
    'foreign-authority',
    'the certificates are issued by an authority that has the names of the trusted one, and other keys',
    { authority: foreignAuthority },
    certifiedKinds,
  ),
  chainSpoil(
    'untrusted-authority',
    'the certificates are issued by an authority that is not trusted',
    { authority: untrustedAuthority },
    certifiedKinds,
  ),
  chainSpoil('foreign-root-in-x5c', 'x5c ends with a self-made root that has the name of the trusted one', {
    certificates: ([leaf]) => {
      const { intermediateKey, intermediateDer, rootDer } = foreignAuthority();
      return [reissued(leaf!, intermediateKey), intermediateDer, rootDer];
    },
  }),
  chainSpoil('true-root-behind-foreign', 'x5c ends with the trusted root, which signed nothing of what stands before', {
    certificates: ([leaf]) => {
      const { intermediateKey, intermediateDer } = foreignAuthority();
      return [reissued(leaf!, intermediateKey), intermediateDer, testAuthority().rootDer];
    },
  }),
  chainSpoil('leaf-by-foreign-intermediate', 'the attestation certificate is not signed by the intermediate of x5c', {
    certificates: ([leaf, ...others]) => [reissued(leaf!, foreignAuthority().intermediateKey), ...others],
  }),
  chainSpoil(
    'leaf-signature',
    'a bit of the signature of the attestation certificate is turned over',
    { certificates: ([leaf, ...others]) => [flipped(leaf!, -1), ...others] },
    certifiedKinds,
  ),
  chainSpoil('intermediate-signature', 'a bit of the signature of the intermediate certificate is turned over', {
    certificates: ([leaf, intermediate]) => [leaf!, flipped(intermediate!, -1)],
  }),
  chainSpoil(
    'issuer-other',
    'the attestation certificate names another issuer than the one that signed',
    certificateChanged('leaf', () => ({ issuer: [commonName('Somebody Else')] })),
    certifiedKinds,
  ),
  chainSpoil(
    'intermediate-no-ca',
    'Basic Constraints of the intermediate certificate say that it is no CA',
    certificateChanged(
      'intermediate',
      extensionSet(extensionOid.basicConstraints, { value: basicConstraints(false).value }),
    ),
  ),
  chainSpoil(
    'intermediate-without-basic-constraints',
    'the intermediate certificate has no Basic Constraints',
    certificateChanged('intermediate', extensionRemoved(extensionOid.basicConstraints)),
  ),
  chainSpoil(
    'intermediate-may-not-sign-certificates',
    'Key Usage of the intermediate certificate lacks keyCertSign',
    certificateChanged(
      'intermediate',
      extensionSet(extensionOid.keyUsage, { value: keyUsage(keyUsageBit.digitalSignature).value }),
    ),
  ),
  chainSpoil('path-too-long', 'an authority below the intermediate, which allows none, issued the leaf', {
    certificates: ([leaf, ...others]) => {
      const key = otherKey();
      const below = belowIntermediate(key);
      return [
        reissued(leaf!, key, below.subject),
        encodeCertificate(below, testAuthority().intermediateKey),
        ...others,
      ];
    },
  }),
  chainSpoil('intermediate-missing', 'x5c lacks the intermediate certificate', {
    certificates: ([leaf]) => [leaf!],
  }),
  chainSpoil('intermediate-unrelated', 'x5c holds another intermediate than the one that issued the leaf', {
    certificates: ([leaf]) => [leaf!, untrustedAuthority().intermediateDer],
  }),
  chainSpoil(
    'leaf-unknown-critical-extension',
    'the attestation certificate has a critical extension that nobody knows',
    certificateChanged('leaf', ({ extensions }) => ({ extensions: [...extensions, UNKNOWN_EXTENSION] })),
    certifiedKinds,
  ),
  chainSpoil(
    'intermediate-unknown-critical-extension',
    'the intermediate certificate has a critical extension that nobody knows',
    certificateChanged('intermediate', ({ extensions }) => ({ extensions: [...extensions, UNKNOWN_EXTENSION] })),
  ),
  chainSpoil(
    'leaf-revoked',
    'the attestation certificate is on the revocation list of its issuer',
    certificateChanged('leaf', () => ({ serialNumber: revokedSerialNumber })),
    chainKinds,
    { revocation: true },
  ),
];

function chainSpoil(
  name: string,
  says: string,
  hooks: RegistrationHooks,
  kinds: NonNullable<SpoilNeeds['kinds']> = chainKinds,
  more: SpoilNeeds = {},
): RegistrationSpoil {
  return attestationSpoil(
    `chain.${name}`,
    says,
    [clause('7.1', '24'), pathClause, ...(more.revocation === true ? [revocationClause] : [])],
    hooks,
    { kinds, trust: true, ...more },
    'SHOULD',
  );
}

function belowIntermediate(key: SigningKey): CertificateParts {
  const { intermediate } = testAuthority();
  return {
    ...intermediate,
    serialNumber: Uint8Array.of(0x47, 0x11),
    issuer: intermediate.subject,
    subject: [commonName('Touchstone Test Below')],
    publicKey: publicKeyInfo(key.publicKey),
    extensions: [basicConstraints(true), keyUsage(keyUsageBit.keyCertSign)],
  };
}
