import { BinaryReader } from './binary-reader.ts';

/** What a TPM says in front of any TPMS_ATTEST. */
export interface AttestHead {
  readonly magic: number;
  readonly type: number;
}

/** A TPMS_ATTEST over a TPMS_CERTIFY_INFO, as far as it is judged. */
export interface CertifyAttest {
  readonly extraData: Uint8Array;
  /** 0 or 1, unless the structure is malformed. */
  readonly clockSafe: number;
  readonly name: Uint8Array;
}

/** TPM_GENERATED_VALUE: the TPM itself made the structure. */
export const TPM_GENERATED_VALUE = 0xff544347;

/** TPM_ST_ATTEST_CERTIFY: it certifies a key. */
export const TPM_ST_ATTEST_CERTIFY = 0x8017;

/** Reads magic and type, on which the rest of a TPMS_ATTEST depends. Throws `DecodeError`. */
export function readAttestHead(bytes: Uint8Array, path = 'certInfo'): AttestHead {
  const reader = new BinaryReader(bytes, path);
  return { magic: reader.uint(4, 'magic'), type: reader.uint(2, 'type') };
}

/** Reads a TPMS_ATTEST (TPM 2.0 Part 2 section 10.12.8) whose head says that it certifies a key, all of it. Throws `DecodeError`. */
export function readCertifyAttest(bytes: Uint8Array, path = 'certInfo'): CertifyAttest {
  const reader = new BinaryReader(bytes, path);
  reader.bytes(6, 'magic');
  reader.sized('qualifiedSigner');
  const extraData = reader.sized('extraData');
  reader.bytes(8, 'clockInfo.clock');
  reader.bytes(4, 'clockInfo.resetCount');
  reader.bytes(4, 'clockInfo.restartCount');
  const clockSafe = reader.uint(1, 'clockInfo.safe');
  reader.bytes(8, 'firmwareVersion');
  const name = reader.sized('attested.name');
  reader.sized('attested.qualifiedName');
  reader.end();
  return { extraData, clockSafe, name };
}
