import { aaguidExtension, extensionOid } from '../certificate-extensions.ts';
import { derTag } from '../der.ts';
import type { CertificateExtensionParts, CertificateParts, NameAttribute } from '../hooks.ts';
import { nameOid } from '../names.ts';
import type { RegistrationSpoil, SpoiledStep } from '../spoil.ts';
import { attestationSpoil, certificateChanged, clause, extensionRemoved, extensionSet } from './altered.ts';

const requirements = [clause('8.2.1')];
const OTHER_AAGUID = new Uint8Array(16).fill(0x22);
const CA_TRUE = Uint8Array.of(0x30, 0x03, 0x01, 0x01, 0xff);

type Change = (sound: CertificateParts) => Partial<CertificateParts>;

/** Attestation certificates of packed statements against section 8.2.1. */
export const certificateSpoils: readonly RegistrationSpoil[] = [
  packedLeaf('version-1', 'the attestation certificate is of version 1', () => ({ version: 1 })),
  packedLeaf('version-2', 'the attestation certificate is of version 2', () => ({ version: 2 })),
  packedLeaf('country-missing', 'the subject of the attestation certificate has no C', without(nameOid.country)),
  packedLeaf(
    'country-three-letters',
    'C of the subject has three letters',
    renamed(nameOid.country, { text: 'DEU' }),
    requirements,
    // ISO 3166 has codes of three letters too; that C has two is X.520's, which binds the issuer.
    'SHOULD',
  ),
  packedLeaf('country-empty', 'C of the subject is empty', renamed(nameOid.country, { text: '' })),
  packedLeaf(
    'organization-missing',
    'the subject of the attestation certificate has no O',
    without(nameOid.organization),
  ),
  packedLeaf('organization-empty', 'O of the subject is empty', renamed(nameOid.organization, { text: '' })),
  packedLeaf(
    'unit-missing',
    'the subject of the attestation certificate has no OU',
    without(nameOid.organizationalUnit),
  ),
  packedLeaf(
    'unit-other',
    'OU of the subject is another text than Authenticator Attestation',
    renamed(nameOid.organizationalUnit, { text: 'Authenticator Attestations' }),
  ),
  packedLeaf(
    'unit-lower-case',
    'OU of the subject is authenticator attestation in lower case',
    renamed(nameOid.organizationalUnit, { text: 'authenticator attestation' }),
  ),
  packedLeaf(
    'unit-printable',
    'OU of the subject is a PrintableString',
    renamed(nameOid.organizationalUnit, { tag: derTag.printableString }),
    [...requirements, { document: 'RFC 5280', section: '7.1' }],
    // By RFC 5280 it is the same text.
    'SHOULD',
  ),
  packedLeaf(
    'common-name-missing',
    'the subject of the attestation certificate has no CN',
    without(nameOid.commonName),
  ),
  packedLeaf('subject-empty', 'the subject of the attestation certificate is empty', () => ({ subject: [] })),
  packedLeaf(
    'ca',
    'the attestation certificate is that of a CA',
    extensionSet(extensionOid.basicConstraints, { value: CA_TRUE }),
  ),
  packedLeaf(
    'basic-constraints-missing',
    'the attestation certificate has no Basic Constraints',
    extensionRemoved(extensionOid.basicConstraints),
    requirements,
    // Whoever reads certificates takes one without it for that of no CA (RFC 5280 section 4.2.1.9).
    'SHOULD',
  ),
  packedLeaf(
    'aaguid-critical',
    'the AAGUID extension is critical',
    extensionSet(extensionOid.aaguid, { critical: true }),
  ),
  packedLeaf(
    'aaguid-other',
    'the AAGUID extension names another model than authenticator data',
    extensionSet(extensionOid.aaguid, { value: aaguidExtension(OTHER_AAGUID).value }),
    [clause('8.2', '2')],
  ),
  packedLeaf(
    'aaguid-unwrapped',
    'the AAGUID extension holds the AAGUID without its second OCTET STRING',
    ({ extensions }) => ({ extensions: extensions.map(unwrapped) }),
    [clause('8.2', '2'), clause('8.2.1')],
  ),
  packedLeaf(
    'aaguid-empty',
    'the AAGUID extension holds no bytes',
    extensionSet(extensionOid.aaguid, { value: aaguidExtension(new Uint8Array(0)).value }),
    [clause('8.2', '2'), clause('8.2.1')],
  ),
  packedLeaf(
    'extension-twice',
    'the attestation certificate has the AAGUID extension twice',
    ({ extensions }) => ({
      extensions: [...extensions, ...extensions.filter(({ oid }) => oid === extensionOid.aaguid)],
    }),
    [clause('8.2', '2'), clause('8.2.1'), { document: 'RFC 5280', section: '4.2' }],
    // RFC 5280 binds the issuer; both say what the verifier is to find.
    'SHOULD',
  ),
];

function packedLeaf(
  name: string,
  says: string,
  change: Change,
  steps: readonly SpoiledStep[] = requirements,
  level: RegistrationSpoil['level'] = 'MUST',
): RegistrationSpoil {
  const hooks = certificateChanged('leaf', change);
  return attestationSpoil(`certificate.${name}`, says, steps, hooks, { kinds: ['packed-x5c'] }, level);
}

function without(oid: string): Change {
  return ({ subject }) => ({ subject: subject.filter((attribute) => attribute.oid !== oid) });
}

function renamed(oid: string, other: Partial<NameAttribute>): Change {
  return ({ subject }) => ({
    subject: subject.map((attribute) => (attribute.oid === oid ? { ...attribute, ...other } : attribute)),
  });
}

function unwrapped(extension: CertificateExtensionParts): CertificateExtensionParts {
  return extension.oid === extensionOid.aaguid ? { ...extension, value: extension.value.subarray(2) } : extension;
}
