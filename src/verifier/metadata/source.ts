import { toHex } from '../../bytes/hex.ts';
import { requireNumber } from '../webauthn/check-input.ts';
import type { MetadataSource, MetadataVerdict } from '../webauthn/metadata-source.ts';
import type { MetadataBlob } from './blob.ts';
import { isOfModel, type MetadataEntry } from './entry.ts';
import { standingOf, undesiredStatuses } from './status.ts';

/** How entries are read. */
export interface MetadataSourcePolicy {
  /** The time at which status reports are read, milliseconds since the epoch. */
  readonly atMs: number;
  /** Statuses that speak against a model; those of the standard unless given. */
  readonly undesired?: readonly string[];
}

/** A source of metadata for `expected.attestation.metadata`: the entries of BLOBs and of vendors' own files. */
export function metadataSource(blob: Pick<MetadataBlob, 'entries'>, policy: MetadataSourcePolicy): MetadataSource {
  requireNumber(policy.atMs, 'metadataSource: policy.atMs');
  const { entries } = blob;
  return {
    find: (aaguid) =>
      verdictOf(
        entries.find((entry) => isOfModel(entry, aaguid)),
        policy,
      ),
    findByCertificate: (keyIdentifier) =>
      verdictOf(
        entries.find(({ attestationCertificateKeyIdentifiers }) =>
          attestationCertificateKeyIdentifiers.includes(toHex(keyIdentifier)),
        ),
        policy,
      ),
  };
}

function verdictOf(entry: MetadataEntry | undefined, policy: MetadataSourcePolicy): MetadataVerdict | undefined {
  if (entry === undefined) return undefined;
  const { undesired, certified } = standingOf(entry.statusReports, policy.atMs, policy.undesired ?? undesiredStatuses);
  const { statement } = entry;
  return {
    roots: statement?.attestationRoots ?? [],
    status: undesired === undefined ? 'trusted' : 'untrusted',
    ...(undesired === undefined ? {} : { because: `the metadata service reports ${undesired}` }),
    certified,
    statement: statement?.json,
  };
}
