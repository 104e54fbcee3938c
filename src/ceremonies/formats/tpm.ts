import { compareBytes, concat, utf8 } from '../../bytes/bytes.ts';
import type { CborKey, CborValue } from '../../codec/cbor/value.ts';
import { coseAlgorithm } from '../../codec/cose-key.ts';
import { digest, sha256 } from '../../crypto/hash.ts';
import type { Random } from '../../env/env.ts';
import { aaguidExtension, basicConstraints, extendedKeyUsage, subjectAltName } from '../certificate-extensions.ts';
import { der, derTag, context as explicit, oid, sequence, set } from '../der.ts';
import type { CertificateExtensionParts } from '../hooks.ts';
import { publicKeyInfo } from '../public-key-info.ts';
import { attestationKey, chainFor, signedBy, spoiledPart } from '../sign-statement.ts';
import type { StatementContext, StatementMaker } from '../statement-maker.ts';
import { encodeTpmAttest, encodeTpmPublic, tpmAlgorithm, tpmHash, tpmName } from './tpm-structures.ts';

/** The purpose of an attestation identity key (tcg-kp-AIKCertificate). */
export const AIK_PURPOSE = '2.23.133.8.3';
/** A vendor in the TCG's registry, as an AIK certificate names it. */
export const KNOWN_TPM_VENDOR = 'id:494E5443';

/** What a TPM's certificate says of the device, by the object identifier of the attribute (TCG EK Credential Profile section 3.2.9). */
export const tpmDeviceOid = { manufacturer: '2.23.133.2.1', model: '2.23.133.2.2', version: '2.23.133.2.3' } as const;

const aikAlgorithms = [coseAlgorithm.RS256, coseAlgorithm.RS1, coseAlgorithm.ES256] as const;
const ZERO_AAGUID = new Uint8Array(16);

/** TPM attestation (WebAuthn Level 3 section 8.3): an AIK, whose algorithm is drawn, certifies the credential key. Credential keys are RSA or on a NIST curve. */
export const makeTpm: StatementMaker = (context) => {
  const { credentialKey, authData, clientDataHash, tools } = context;
  const { random } = tools;
  const alg = aikAlgorithms[random.bytes(1)[0]! % aikAlgorithms.length]!;
  const key = attestationKey(context, alg);
  const pubArea = spoiledPart(context, 'tpm.pubArea', encodeTpmPublic(credentialKey.publicKey, nameAlgorithm(random)));
  const attToBeSigned = concat(authData, clientDataHash);
  const certInfo = spoiledPart(
    context,
    'tpm.certInfo',
    encodeTpmAttest({
      qualifiedSigner: tpmQualifiedName(random),
      extraData: digest(tpmHash(alg), attToBeSigned),
      clock: concat(new Uint8Array(3), random.bytes(5)),
      resetCount: random.bytes(1)[0]!,
      restartCount: random.bytes(1)[0]!,
      safe: random.bytes(1)[0]! % 2 === 0,
      firmwareVersion: random.bytes(8),
      name: tpmName(pubArea),
      qualifiedName: tpmQualifiedName(random),
    }),
  );
  const sig = signedBy(context, key, certInfo);
  const x5c = chainFor(context, {
    subject: [],
    publicKey: publicKeyInfo(key.publicKey),
    extensions: aikExtensions(context),
  });
  return {
    fmt: 'tpm',
    attStmt: new Map<CborKey, CborValue>([
      ['ver', '2.0'],
      ['alg', alg],
      ['x5c', x5c],
      ['sig', sig],
      ['certInfo', certInfo],
      ['pubArea', pubArea],
    ]),
  };
};

/** The Subject Alternative Name of an AIK certificate: a directory name of manufacturer, model and version, all in one set or each in its own. */
export function tpmDeviceName(manufacturer: string, areTogether: boolean): Uint8Array {
  const attributes = [
    [tpmDeviceOid.manufacturer, manufacturer],
    [tpmDeviceOid.model, 'Touchstone'],
    [tpmDeviceOid.version, 'id:00020000'],
  ] as const;
  const written = attributes.map(([type, text]) => sequence(oid(type), der(derTag.utf8String, utf8(text))));
  // a set in DER is in the order of its encodings
  const sorted = written.toSorted(compareBytes);
  return explicit(4, areTogether ? sequence(set(...sorted)) : sequence(...written.map((attribute) => set(attribute))));
}

function aikExtensions({ parts, tools }: StatementContext): readonly CertificateExtensionParts[] {
  const areTogether = tools.random.bytes(1)[0]! % 2 === 0;
  return [
    basicConstraints(false),
    // critical, since the subject is empty (RFC 5280 section 4.2.1.6)
    subjectAltName(true, tpmDeviceName(KNOWN_TPM_VENDOR, areTogether)),
    extendedKeyUsage(AIK_PURPOSE),
    aaguidExtension(parts.attested?.aaguid ?? ZERO_AAGUID),
  ];
}

function nameAlgorithm(random: Random): number {
  return random.bytes(1)[0]! % 4 === 0 ? tpmAlgorithm.SHA384 : tpmAlgorithm.SHA256;
}

function tpmQualifiedName(random: Random): Uint8Array {
  return concat(Uint8Array.of(0x00, tpmAlgorithm.SHA256), sha256(random.bytes(32)));
}
