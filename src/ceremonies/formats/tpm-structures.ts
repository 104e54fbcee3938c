import { concat, readUint16, uint16, uint32 } from '../../bytes/bytes.ts';
import { fromHex } from '../../bytes/hex.ts';
import { type CoseKey, coseAlgorithm, coseCurve } from '../../codec/cose-key.ts';
import { digest } from '../../crypto/hash.ts';

/** The TPM_ALG_ID values that are written here (TPM 2.0 Part 2 section 6.3). */
export const tpmAlgorithm = { RSA: 0x0001, SHA256: 0x000b, SHA384: 0x000c, NULL: 0x0010, ECC: 0x0023 } as const;

/** Marks a structure as made within a TPM (Part 2 section 6.2). */
export const TPM_GENERATED_VALUE = 0xff544347;
/** The type of an attestation that certifies a key (Part 2 section 6.9). */
export const TPM_ST_ATTEST_CERTIFY = 0x8017;

const tpmCurves: ReadonlyMap<number, number> = new Map<number, number>([
  [coseCurve['P-256'], 0x0003],
  [coseCurve['P-384'], 0x0004],
  [coseCurve['P-521'], 0x0005],
]);

/** fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth, sign: a key that was made inside and signs. */
const OBJECT_ATTRIBUTES = 0x0004_0072;

/** A TPM2B: two bytes of length, then the bytes. */
export function sized(bytes: Uint8Array): Uint8Array {
  return concat(uint16(bytes.length), bytes);
}

/** TPMT_PUBLIC of a credential key (Part 2 section 12.2.4). Throws `RangeError` for a key that a TPM does not hold. */
export function encodeTpmPublic(key: CoseKey, nameAlg: number): Uint8Array {
  const head = (type: number): Uint8Array => concat(uint16(type), uint16(nameAlg), uint32(OBJECT_ATTRIBUTES));
  const authPolicy = sized(new Uint8Array(0));
  const nothing = uint16(tpmAlgorithm.NULL);
  if (key.kty === 3) {
    // an exponent of 65537 is written as zero
    const exponent = key.e.reduce((sum, byte) => sum * 256 + byte, 0);
    const parameters = concat(nothing, nothing, uint16(key.n.length * 8), uint32(exponent === 65537 ? 0 : exponent));
    return concat(head(tpmAlgorithm.RSA), authPolicy, parameters, sized(key.n));
  }
  const curve = key.kty === 2 ? tpmCurves.get(key.crv) : undefined;
  if (key.kty !== 2 || curve === undefined) {
    throw new RangeError(`encodeTpmPublic: expected RSA or a NIST curve, received algorithm ${key.alg}`);
  }
  const parameters = concat(nothing, nothing, uint16(curve), nothing);
  return concat(head(tpmAlgorithm.ECC), authPolicy, parameters, sized(key.x), sized(key.y));
}

/** The Name of a public area (Part 1 section 16): its nameAlg and the digest of it; a nameAlg that is not known is hashed with SHA-256. */
export function tpmName(pubArea: Uint8Array): Uint8Array {
  const nameAlg = readUint16(pubArea, 2);
  return concat(uint16(nameAlg), digest(nameAlg === tpmAlgorithm.SHA384 ? 'sha384' : 'sha256', pubArea));
}

/** What a TPMS_ATTEST of a certified key is made of (Part 2 section 10.12.8). */
export interface TpmAttestParts {
  readonly qualifiedSigner: Uint8Array;
  readonly extraData: Uint8Array;
  /** 8 bytes of milliseconds. */
  readonly clock: Uint8Array;
  readonly resetCount: number;
  readonly restartCount: number;
  readonly safe: boolean;
  /** 8 bytes. */
  readonly firmwareVersion: Uint8Array;
  readonly name: Uint8Array;
  readonly qualifiedName: Uint8Array;
}

/** TPMS_ATTEST with a TPMS_CERTIFY_INFO. */
export function encodeTpmAttest(parts: TpmAttestParts): Uint8Array {
  return concat(
    uint32(TPM_GENERATED_VALUE),
    uint16(TPM_ST_ATTEST_CERTIFY),
    sized(parts.qualifiedSigner),
    sized(parts.extraData),
    parts.clock,
    uint32(parts.resetCount),
    uint32(parts.restartCount),
    fromHex(parts.safe ? '01' : '00'),
    parts.firmwareVersion,
    sized(parts.name),
    sized(parts.qualifiedName),
  );
}

/** Where the sized fields of a TPMS_ATTEST begin, their two bytes of length first. */
export interface TpmAttestLayout {
  readonly qualifiedSigner: number;
  readonly extraData: number;
  readonly clockInfo: number;
  readonly name: number;
  readonly qualifiedName: number;
}

/** The places of the fields in bytes that `encodeTpmAttest` wrote. */
export function tpmAttestLayout(certInfo: Uint8Array): TpmAttestLayout {
  const qualifiedSigner = 6;
  const extraData = qualifiedSigner + 2 + readUint16(certInfo, qualifiedSigner);
  const clockInfo = extraData + 2 + readUint16(certInfo, extraData);
  const name = clockInfo + 17 + 8;
  return { qualifiedSigner, extraData, clockInfo, name, qualifiedName: name + 2 + readUint16(certInfo, name) };
}

/** The hash that goes with a TPM's signature algorithm. Throws `RangeError` for one that a TPM has not. */
export function tpmHash(alg: number): 'sha1' | 'sha256' | 'sha384' {
  switch (alg) {
    case coseAlgorithm.RS1:
      return 'sha1';
    case coseAlgorithm.RS256:
    case coseAlgorithm.ES256:
      return 'sha256';
    case coseAlgorithm.ES384:
      return 'sha384';
    default:
      throw new RangeError(`tpmHash: expected RS1, RS256, ES256 or ES384, received ${alg}`);
  }
}
