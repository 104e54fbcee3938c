import { utf8 } from '../bytes/bytes.ts';
import { coseAlgorithm } from '../codec/cose-key.ts';
import { sha256 } from '../crypto/hash.ts';
import { type SigningKey, signingKeyFromSecret } from '../crypto/signing-key.ts';
import type { Random } from '../env/env.ts';
import { seededRandom } from '../env/seeded-random.ts';
import { encodeCertificate, encodeName, signatureAlgorithm, signed } from './certificate.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  extensionOid,
  keyUsage,
  keyUsageBit,
  subjectKeyIdentifier,
} from './certificate-extensions.ts';
import { context, integer, octetString, oid, sequence, time, unsigned } from './der.ts';
import type { CertificateParts, NameAttribute } from './hooks.ts';
import { attestationSubject } from './names.ts';
import { publicKeyInfo } from './public-key-info.ts';

/** A certificate authority for attestation certificates: a root, an intermediate, and lists of what was revoked. Its keys are fixed, so that a relying party can be told its root once. */
export interface Authority {
  readonly name: string;
  readonly rootKey: SigningKey;
  readonly root: CertificateParts;
  /** The root in DER. */
  readonly rootDer: Uint8Array;
  readonly intermediateKey: SigningKey;
  readonly intermediate: CertificateParts;
  /** The intermediate in DER, signed by the root. */
  readonly intermediateDer: Uint8Array;
}

/** From when certificates of our authorities are valid: 2024-01-01. */
export const VALID_FROM_MS: number = Date.UTC(2024, 0, 1);
/** Until when certificates of our authorities are valid: 2054-01-01. */
export const VALID_UNTIL_MS: number = Date.UTC(2054, 0, 1);

const ROOT_UNIT = 'Touchstone Test Authority';

const made = new Map<string, Authority>();

/** The authority that a relying party under test is told to trust. Always the same. */
export function testAuthority(): Authority {
  return kept('Touchstone Test', 'Touchstone Test');
}

/** Another authority, trusted by nobody, whose certificates have the names of the first: what somebody makes at home to look like it. */
export function foreignAuthority(): Authority {
  return kept('Touchstone Foreign', 'Touchstone Test');
}

/** Another authority, trusted by nobody, with names of its own. */
export function untrustedAuthority(): Authority {
  return kept('Touchstone Untrusted', 'Touchstone Untrusted');
}

/** The roots in DER that a relying party under test is to trust: that of `testAuthority`. */
export function testRoots(): readonly Uint8Array[] {
  return [testAuthority().rootDer];
}

/** A serial number drawn from chance: 16 bytes, positive, without a leading zero. */
export function drawnSerialNumber(random: Random): Uint8Array {
  const serial = random.bytes(16);
  serial[0] = (serial[0]! & 0x7f) | 0x40;
  return serial;
}

/**
 * A revocation list in DER (RFC 5280 section 5.1) that names certificates by serial number, signed by the authority's
 * intermediate, which issues leaves, or by its root.
 */
export function crlOf(
  authority: Authority,
  serials: readonly Uint8Array[],
  thisUpdateMs: number,
  nextUpdateMs: number,
  issuer: 'intermediate' | 'root' = 'intermediate',
): Uint8Array {
  const key = issuer === 'root' ? authority.rootKey : authority.intermediateKey;
  const { subject, publicKey } = authority[issuer];
  const keyIdentifier = authorityKeyIdentifier(publicKey);
  const toBeSigned = sequence(
    integer(1),
    signatureAlgorithm(key),
    encodeName(subject),
    time(thisUpdateMs),
    time(nextUpdateMs),
    ...(serials.length === 0
      ? []
      : [sequence(...serials.map((serial) => sequence(unsigned(serial), time(thisUpdateMs))))]),
    context(
      0,
      sequence(
        sequence(oid(keyIdentifier.oid), octetString(keyIdentifier.value)),
        sequence(oid(extensionOid.crlNumber), octetString(integer(1))),
      ),
    ),
  );
  return signed(toBeSigned, key);
}

function kept(seed: string, name: string): Authority {
  const known = made.get(seed);
  if (known !== undefined) return known;
  const authority = makeAuthority(seed, name);
  made.set(seed, authority);
  return authority;
}

function makeAuthority(seed: string, name: string): Authority {
  const rootKey = fixedKey(`${seed} Root`);
  const intermediateKey = fixedKey(`${seed} Intermediate`);
  const rootName = attestationSubject(`${name} Root`, ROOT_UNIT);
  const random = seededRandom(seed);
  const root = authorityParts(rootName, rootName, rootKey, rootKey, random);
  const intermediate = authorityParts(
    attestationSubject(`${name} Intermediate`, ROOT_UNIT),
    rootName,
    intermediateKey,
    rootKey,
    random,
  );
  return {
    name: seed,
    rootKey,
    root,
    rootDer: encodeCertificate(root, rootKey),
    intermediateKey,
    intermediate,
    intermediateDer: encodeCertificate(intermediate, rootKey),
  };
}

function authorityParts(
  subject: readonly NameAttribute[],
  issuer: readonly NameAttribute[],
  key: SigningKey,
  issuerKey: SigningKey,
  random: Random,
): CertificateParts {
  const publicKey = publicKeyInfo(key.publicKey);
  const isRoot = key === issuerKey;
  return {
    version: 3,
    serialNumber: drawnSerialNumber(random),
    subject,
    issuer,
    notBeforeMs: VALID_FROM_MS,
    notAfterMs: VALID_UNTIL_MS,
    publicKey,
    extensions: [
      isRoot ? basicConstraints(true) : basicConstraints(true, 0),
      keyUsage(keyUsageBit.keyCertSign, keyUsageBit.cRLSign),
      subjectKeyIdentifier(publicKey),
      ...(isRoot ? [] : [authorityKeyIdentifier(publicKeyInfo(issuerKey.publicKey))]),
    ],
  };
}

function fixedKey(seed: string): SigningKey {
  return signingKeyFromSecret(coseAlgorithm.ES256, sha256(utf8(seed)), {
    kind: 'seeded',
    random: seededRandom(seed),
  });
}
