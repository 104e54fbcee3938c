import { fromHex, toHex } from '../../bytes/hex.ts';
import type { CborValue } from '../../codec/cbor/value.ts';
import { formats } from './formats.ts';
import type { AttestationExpectations } from './input.ts';
import { keyIdentifierOf } from './key-identifier.ts';
import type { Ledger } from './ledger.ts';
import { claims, type MetadataVerdict } from './metadata-source.ts';
import { registrationSteps as steps } from './registration-steps.ts';
import { isAnchor } from './trust-path.ts';
import type { AttestationFacts } from './verdict.ts';

/** The formats of the IANA registry (WebAuthn Attestation Statement Format Identifiers), verified here or not. */
const registered = ['packed', 'tpm', 'android-key', 'android-safetynet', 'fido-u2f', 'apple', 'none', 'compound'];

/** What the authenticator says of itself before its statement is verified. */
export interface ClaimedAuthenticator {
  readonly fmt: string;
  readonly attStmt: CborValue;
  readonly aaguid: Uint8Array;
}

/** Judges format and AAGUID by the profile; whether the statement is of a custom format that is taken unverified. */
export function judgeAcceptable(ledger: Ledger, claimed: ClaimedAuthenticator): { readonly isUnverified: boolean } {
  const { demands } = ledger.profile;
  if (demands === undefined) return { isUnverified: false };
  const { fmt, aaguid } = claimed;
  const isCustom = !formats.has(fmt) && !registered.includes(fmt);
  const isUnverified = isCustom && fmt.length > 0 && fmt.length <= (demands.customFormats?.longestName ?? 0);
  if (demands.formats !== undefined) {
    const { formats: acceptable } = demands;
    ledger.demand(
      steps.formatAcceptable,
      isUnverified || acceptable.includes(fmt),
      'attestation-format-not-acceptable',
      () => `fmt: expected ${acceptable.join(', ')} by profile, received ${JSON.stringify(fmt.slice(0, 80))}`,
    );
  }
  if (demands.aaguids !== undefined) {
    const { aaguids } = demands;
    const isListed = ('allow' in aaguids ? aaguids.allow : aaguids.block).some((uuid) => idOf(uuid) === toHex(aaguid));
    ledger.demand(
      steps.aaguidAcceptable,
      'allow' in aaguids ? isListed : !isListed,
      'aaguid-not-acceptable',
      () => `aaguid: expected one that the profile takes, received ${toHex(aaguid)}`,
      aaguid,
    );
  }
  return { isUnverified };
}

/** Looks the authenticator up in metadata and judges its entry; what is expected then has the entry's roots among its anchors. */
export function judgeMetadata(
  ledger: Ledger,
  claimed: ClaimedAuthenticator,
  expected: AttestationExpectations,
): AttestationExpectations {
  const policy = expected.attestation;
  const { demands } = ledger.profile;
  const isDemanded = demands?.metadata === 'required';
  if (policy?.metadata === undefined && !isDemanded) return expected;
  // A none attestation proves nothing of its AAGUID, which an honest client has blanked.
  const metadata = claimed.fmt === 'none' ? undefined : find(policy?.metadata, claimed);
  if (isDemanded) {
    ledger.demand(
      steps.metadata,
      metadata !== undefined,
      'metadata-missing',
      () => `aaguid: expected one with metadata, received ${toHex(claimed.aaguid)}`,
      claimed.aaguid,
    );
  } else if (metadata === undefined) ledger.skip(steps.metadata);
  else ledger.pass(steps.metadata, claimed.aaguid);
  if (metadata === undefined) return expected;
  ledger.demand(
    steps.metadataStatus,
    metadata.status === 'trusted',
    'metadata-status-untrusted',
    () => `metadata: expected a trusted status, received ${metadata.because ?? 'an untrusted one'}`,
    claimed.aaguid,
  );
  if (demands?.metadataClaims !== undefined) {
    const missing = demands.metadataClaims.filter((claim) => !claims(metadata, claim));
    ledger.demand(
      steps.metadataClaims,
      missing.length === 0,
      'metadata-insufficient',
      () => `metadata: expected ${missing.join(', ')}, received none of it`,
      claimed.aaguid,
    );
  }
  const roots = metadata.roots.filter(isAnchor);
  return { ...expected, attestation: { ...policy, anchors: [...(policy?.anchors ?? []), ...roots] } };
}

/** Judges what a verified statement proved by what the profile demands of it. */
export function judgeProved(ledger: Ledger, facts: AttestationFacts): void {
  const { demands } = ledger.profile;
  if (demands?.certificates === 'required') {
    ledger.demand(
      steps.certified,
      facts.trustPath.length > 0,
      'attestation-type-not-acceptable',
      () => `attStmt: expected certificates by profile, received ${facts.type} attestation`,
    );
  }
  if (demands?.anchors === 'required') {
    ledger.demand(
      steps.certified,
      facts.trusted,
      'attestation-untrusted',
      () => 'attStmt.x5c: expected a path to an anchor by profile, received none that was judged',
    );
  }
}

function find(
  source: NonNullable<AttestationExpectations['attestation']>['metadata'],
  claimed: ClaimedAuthenticator,
): MetadataVerdict | undefined {
  if (source === undefined) return undefined;
  if (claimed.fmt !== 'fido-u2f') return source.find(claimed.aaguid);
  const x5c = claimed.attStmt instanceof Map ? claimed.attStmt.get('x5c') : undefined;
  const leaf = Array.isArray(x5c) ? x5c[0] : undefined;
  const keyIdentifier = leaf instanceof Uint8Array ? keyIdentifierOf(leaf) : undefined;
  return keyIdentifier === undefined ? undefined : source.findByCertificate?.(keyIdentifier);
}

const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/;

function idOf(text: string): string {
  const lower = text.toLowerCase();
  if (!uuid.test(lower))
    throw new TypeError(`profile.demands.aaguids: expected UUIDs, received ${JSON.stringify(text)}`);
  return toHex(fromHex(lower.replaceAll('-', '')));
}
