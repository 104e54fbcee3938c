/** Algorithm identifiers of the TCG Algorithm Registry that this room meets. */
export const tpmAlgorithm = {
  RSA: 0x0001,
  SHA1: 0x0004,
  SHA256: 0x000b,
  SHA384: 0x000c,
  SHA512: 0x000d,
  NULL: 0x0010,
  ECDAA: 0x001a,
  RSAES: 0x0015,
  ECC: 0x0023,
} as const;

/** The hashes by their TPM identifier, by OpenSSL's name. */
export const tpmHashes: ReadonlyMap<number, 'sha1' | 'sha256' | 'sha384' | 'sha512'> = new Map([
  [tpmAlgorithm.SHA1, 'sha1'],
  [tpmAlgorithm.SHA256, 'sha256'],
  [tpmAlgorithm.SHA384, 'sha384'],
  [tpmAlgorithm.SHA512, 'sha512'],
]);

/** The COSE curves by their TPM identifier: NIST P-256, P-384, P-521. */
export const tpmCurves: ReadonlyMap<number, number> = new Map([
  [0x0003, 1],
  [0x0004, 2],
  [0x0005, 3],
]);
