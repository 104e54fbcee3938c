import { concat, readUint16, uint16, uint32, utf8 } from '../../bytes/bytes.ts';
import type { CborValue } from '../../codec/cbor/value.ts';
import { coseAlgorithm } from '../../codec/cose-key.ts';
import { sha256 } from '../../crypto/hash.ts';
import { aaguidExtension, extendedKeyUsage, extensionOid } from '../certificate-extensions.ts';
import { sequence } from '../der.ts';
import { KNOWN_TPM_VENDOR, tpmDeviceName } from '../formats/tpm.ts';
import { sized, tpmAttestLayout } from '../formats/tpm-structures.ts';
import type { CertificateParts, FormatPart } from '../hooks.ts';
import { commonName } from '../names.ts';
import type { RegistrationSpoil, SpoiledStep } from '../spoil.ts';
import {
  attestationSpoil,
  certificateChanged,
  clause,
  extensionRemoved,
  extensionSet,
  flipped,
  memberRemoved,
  memberSet,
  overwritten,
} from './altered.ts';

const statementSteps = [clause('8.3')];
const needs = { kinds: ['tpm'] } as const;
const CA_TRUE = Uint8Array.of(0x30, 0x03, 0x01, 0x01, 0xff);
/** In no registry. */
const UNKNOWN_VENDOR = 'id:51515151';

/** Statements of tpm against section 8.3, and AIK certificates against section 8.3.1. */
export const tpmSpoils: readonly RegistrationSpoil[] = [
  member('version-other', 'ver is 1.2', memberSet('ver', '1.2')),
  member('version-missing', 'the statement has no ver', memberRemoved('ver')),
  member('version-number', 'ver is a number', memberSet('ver', 2)),
  member('cert-info-missing', 'the statement has no certInfo', memberRemoved('certInfo')),
  member('pub-area-missing', 'the statement has no pubArea', memberRemoved('pubArea')),
  member('pub-area-text', 'pubArea is a text', memberSet('pubArea', 'a public area')),
  member(
    'signature-over-other-info',
    'certInfo is not the one that was signed',
    memberSet('certInfo', (sound) => {
      const certInfo = sound.get('certInfo');
      return certInfo instanceof Uint8Array ? flipped(certInfo, tpmAttestLayout(certInfo).clockInfo) : null;
    }),
  ),
  certInfo('magic', 'magic is not TPM_GENERATED_VALUE', (sound) => overwritten(sound, 0, uint32(0xff544348))),
  certInfo('magic-reversed', 'magic is written with its bytes reversed', (sound) =>
    overwritten(sound, 0, uint32(0x474354ff)),
  ),
  certInfo('type-quote', 'type is that of a quote', (sound) => overwritten(sound, 4, uint16(0x8018))),
  certInfo('type-creation', 'type is that of an attestation of creation', (sound) =>
    overwritten(sound, 4, uint16(0x801a)),
  ),
  certInfo('extra-data-other', 'extraData is the digest of other data', (sound) =>
    flipped(sound, tpmAttestLayout(sound).extraData + 2),
  ),
  certInfo('extra-data-empty', 'extraData is empty', (sound) => withSized(sound, 'extraData', new Uint8Array(0))),
  certInfo('extra-data-truncated', 'extraData lacks its last byte', (sound) =>
    withSized(sound, 'extraData', sizedAt(sound, tpmAttestLayout(sound).extraData).subarray(0, -1)),
  ),
  certInfo('extra-data-longer', 'extraData goes on after the digest', (sound) =>
    withSized(sound, 'extraData', concat(sizedAt(sound, tpmAttestLayout(sound).extraData), Uint8Array.of(0))),
  ),
  certInfo('name-other', 'the certified name is that of another key', (sound) =>
    flipped(sound, tpmAttestLayout(sound).name + 2 + 2),
  ),
  certInfo('name-algorithm-other', 'the certified name begins with another algorithm than nameAlg', (sound) =>
    overwritten(sound, tpmAttestLayout(sound).name + 2, uint16(0x0004)),
  ),
  certInfo('name-without-algorithm', 'the certified name is the digest alone', (sound) =>
    withSized(sound, 'name', sizedAt(sound, tpmAttestLayout(sound).name).subarray(2)),
  ),
  certInfo('name-empty', 'the certified name is empty', (sound) => withSized(sound, 'name', new Uint8Array(0))),
  // The verifier is to leave the members after name alone; that it reads them at all is asked nowhere.
  certInfo('info-truncated', 'certInfo lacks its last byte', (sound) => sound.subarray(0, -1), 'SHOULD'),
  certInfo('info-trailing-byte', 'a byte follows certInfo', (sound) => concat(sound, Uint8Array.of(0)), 'SHOULD'),
  certInfo('info-empty', 'certInfo is empty', () => new Uint8Array(0)),
  pubArea('key-other', 'pubArea is of another key than the attested one', (sound) => flipped(sound, -1)),
  pubArea('name-algorithm-unknown', 'nameAlg names no hash', (sound) => overwritten(sound, 2, uint16(0x0010))),
  pubArea('type-other', 'pubArea is that of a keyed hash', (sound) => overwritten(sound, 0, uint16(0x0008))),
  pubArea('area-truncated', 'pubArea lacks its last byte', (sound) => sound.subarray(0, -1)),
  pubArea('area-trailing-byte', 'a byte follows pubArea', (sound) => concat(sound, Uint8Array.of(0)), 'SHOULD'),
  attestationSpoil(
    'tpm.exponent-other',
    'the exponent in pubArea is another than that of the attested key',
    statementSteps,
    { formatPart: only('tpm.pubArea', (sound) => overwritten(sound, 16, uint32(3))) },
    { ...needs, algorithms: [coseAlgorithm.RS256] },
  ),
  attestationSpoil(
    'tpm.curve-other',
    'the curve in pubArea is another than that of the attested key',
    statementSteps,
    { formatPart: only('tpm.pubArea', (sound) => overwritten(sound, 14, uint16(readUint16(sound, 14) ^ 0x0007))) },
    { ...needs, algorithms: [coseAlgorithm.ES256, coseAlgorithm.ES384] },
  ),
  aik('version-2', 'the AIK certificate is of version 2', () => ({ version: 2 })),
  aik('subject-not-empty', 'the subject of the AIK certificate is not empty', () => ({
    subject: [commonName('Touchstone Test AIK')],
  })),
  aik(
    'alternative-name-missing',
    'the AIK certificate has no Subject Alternative Name',
    extensionRemoved(extensionOid.subjectAltName),
  ),
  aik(
    'alternative-name-empty',
    'the Subject Alternative Name of the AIK certificate names nothing',
    extensionSet(extensionOid.subjectAltName, { value: sequence() }),
  ),
  aik(
    'vendor-unknown',
    'the manufacturer in the Subject Alternative Name is not a known one',
    extensionSet(extensionOid.subjectAltName, { value: sequence(tpmDeviceName(UNKNOWN_VENDOR, true)) }),
    [clause('8.3.1')],
    'SHOULD',
  ),
  aik(
    'vendor-without-prefix',
    'the manufacturer in the Subject Alternative Name lacks id: before its number',
    extensionSet(extensionOid.subjectAltName, { value: sequence(tpmDeviceName(KNOWN_TPM_VENDOR.slice(3), true)) }),
  ),
  aik(
    'purpose-missing',
    'the AIK certificate has no Extended Key Usage',
    extensionRemoved(extensionOid.extendedKeyUsage),
  ),
  aik(
    'purpose-other',
    'the Extended Key Usage of the AIK certificate is that of an endorsement key',
    extensionSet(extensionOid.extendedKeyUsage, { value: extendedKeyUsage('2.23.133.8.1').value }),
  ),
  aik('ca', 'the AIK certificate is that of a CA', extensionSet(extensionOid.basicConstraints, { value: CA_TRUE })),
  aik(
    'basic-constraints-missing',
    'the AIK certificate has no Basic Constraints',
    extensionRemoved(extensionOid.basicConstraints),
    [clause('8.3.1')],
    // Whoever reads certificates takes one without it for that of no CA (RFC 5280 section 4.2.1.9).
    'SHOULD',
  ),
  aik(
    'aaguid-other',
    'the AAGUID extension of the AIK certificate names another model than authenticator data',
    extensionSet(extensionOid.aaguid, { value: aaguidExtension(sha256(utf8('another')).subarray(0, 16)).value }),
    statementSteps,
  ),
];

function member(name: string, says: string, statement: (sound: CborValue) => CborValue): RegistrationSpoil {
  return attestationSpoil(`tpm.${name}`, says, statementSteps, { statement }, needs);
}

type Level = RegistrationSpoil['level'];

function certInfo(
  name: string,
  says: string,
  change: (sound: Uint8Array) => Uint8Array,
  level: Level = 'MUST',
): RegistrationSpoil {
  const hooks = { formatPart: only('tpm.certInfo', change) };
  return attestationSpoil(`tpm.${name}`, says, statementSteps, hooks, needs, level);
}

function pubArea(
  name: string,
  says: string,
  change: (sound: Uint8Array) => Uint8Array,
  level: Level = 'MUST',
): RegistrationSpoil {
  const hooks = { formatPart: only('tpm.pubArea', change) };
  return attestationSpoil(`tpm.public-${name}`, says, statementSteps, hooks, needs, level);
}

function aik(
  name: string,
  says: string,
  change: (sound: CertificateParts) => Partial<CertificateParts>,
  steps: readonly SpoiledStep[] = [clause('8.3.1')],
  level: Level = 'MUST',
): RegistrationSpoil {
  return attestationSpoil(`tpm.aik-${name}`, says, steps, certificateChanged('leaf', change), needs, level);
}

function only(
  part: FormatPart,
  change: (sound: Uint8Array) => Uint8Array,
): (name: FormatPart, sound: Uint8Array) => Uint8Array {
  return (name, sound) => (name === part ? change(sound) : sound);
}

function sizedAt(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.subarray(at + 2, at + 2 + readUint16(bytes, at));
}

function withSized(certified: Uint8Array, field: 'extraData' | 'name', other: Uint8Array): Uint8Array {
  const at = tpmAttestLayout(certified)[field];
  const rest = certified.subarray(at + 2 + readUint16(certified, at));
  return concat(certified.subarray(0, at), sized(other), rest);
}
