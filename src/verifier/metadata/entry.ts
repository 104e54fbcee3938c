import { fromBase64 } from '../../bytes/base64.ts';
import { equalBytes } from '../../bytes/bytes.ts';
import { fromHex } from '../../bytes/hex.ts';
import { JsonObject } from '../../codec/json-object.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import type { StatusReport } from './status.ts';

/** One model of the metadata service (FIDO Metadata Service 3, section 3.1.1). */
export interface MetadataEntry {
  /** 16 bytes; absent for U2F and UAF models. */
  readonly aaguid?: Uint8Array;
  /** SHA-1 of the public keys of a U2F model's attestation certificates (RFC 5280 section 4.2.1.2), in lower-case hex. */
  readonly attestationCertificateKeyIdentifiers: readonly string[];
  readonly statement?: MetadataStatement;
  readonly statusReports: readonly StatusReport[];
  /** ISO 8601 date. */
  readonly timeOfLastStatusChange?: string;
}

/** A metadata statement, as far as the verifier reads it; `json` is the whole of it. */
export interface MetadataStatement {
  readonly description: string;
  /** `fido2`, `u2f` or `uaf`. */
  readonly protocolFamily?: string;
  /** Certificates in DER: roots, or the attestation certificates themselves. */
  readonly attestationRoots: readonly Uint8Array[];
  readonly attestationTypes: readonly string[];
  readonly json: Readonly<Record<string, unknown>>;
}

/** Reads an entry. Throws `DecodeError`. */
export function decodeMetadataEntry(value: unknown, path: string): MetadataEntry {
  const members = new JsonObject(value, path);
  const aaguid = members.optionalText('aaguid');
  const identifiers = members.get('attestationCertificateKeyIdentifiers');
  const statement = members.get('metadataStatement');
  const changed = members.optionalText('timeOfLastStatusChange');
  return {
    ...(aaguid === undefined ? {} : { aaguid: uuidBytes(aaguid, `${path}.aaguid`) }),
    attestationCertificateKeyIdentifiers:
      identifiers === undefined
        ? []
        : members.texts('attestationCertificateKeyIdentifiers').map((text) => text.toLowerCase()),
    ...(statement === undefined ? {} : { statement: decodeMetadataStatement(statement, `${path}.metadataStatement`) }),
    statusReports: members
      .array('statusReports')
      .map((report, index) => decodeStatusReport(report, `${path}.statusReports[${index}]`)),
    ...(changed === undefined ? {} : { timeOfLastStatusChange: changed }),
  };
}

/** Reads a metadata statement, as an entry carries it or as a vendor keeps it in a file. Throws `DecodeError`. */
export function decodeMetadataStatement(value: unknown, path = 'metadataStatement'): MetadataStatement {
  const members = new JsonObject(value, path);
  const protocolFamily = members.optionalText('protocolFamily');
  const roots =
    members.get('attestationRootCertificates') === undefined ? [] : members.texts('attestationRootCertificates');
  return {
    description: members.optionalText('description') ?? '',
    ...(protocolFamily === undefined ? {} : { protocolFamily }),
    attestationRoots: roots.map((text, index) => derOf(text, `${path}.attestationRootCertificates[${index}]`)),
    attestationTypes: members.get('attestationTypes') === undefined ? [] : members.texts('attestationTypes'),
    json: value as Readonly<Record<string, unknown>>,
  };
}

/** Whether an entry is of that model. */
export function isOfModel(entry: MetadataEntry, aaguid: Uint8Array): boolean {
  return entry.aaguid !== undefined && equalBytes(entry.aaguid, aaguid);
}

function decodeStatusReport(value: unknown, path: string): StatusReport {
  const members = new JsonObject(value, path);
  const effectiveDate = members.optionalText('effectiveDate');
  if (effectiveDate !== undefined && !/^\d{4}-\d\d-\d\d$/.test(effectiveDate)) {
    throw new DecodeError(
      `${path}.effectiveDate`,
      'a date such as 2026-01-31',
      JSON.stringify(effectiveDate).slice(0, 40),
    );
  }
  const authenticatorVersion = members.optionalCount('authenticatorVersion');
  return {
    status: members.text('status'),
    ...(effectiveDate === undefined ? {} : { effectiveDate }),
    ...(authenticatorVersion === undefined ? {} : { authenticatorVersion }),
  };
}

/** The 16 bytes of a UUID in text. */
function uuidBytes(text: string, path: string): Uint8Array {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    throw new DecodeError(path, 'a UUID', JSON.stringify(text.slice(0, 40)));
  }
  return fromHex(text.replaceAll('-', ''));
}

// published statements have line breaks, and sometimes a PEM frame, around the base64
function derOf(text: string, path: string): Uint8Array {
  try {
    return fromBase64(text.replace(/-----[A-Z ]+-----/g, '').replace(/\s+/g, ''));
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new DecodeError(path, 'a certificate in base64', JSON.stringify(text.slice(0, 40)), { cause });
  }
}
