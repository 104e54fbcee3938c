/** The hashes of HOTP, TOTP and OCRA (RFC 6238 section 1.2), as otpauth URIs write them. */
export const oathHashes = ['SHA1', 'SHA256', 'SHA512'] as const;
/** One of `oathHashes`. */
export type OathHash = (typeof oathHashes)[number];

/** What OpenSSL calls each hash. */
export const opensslName: Readonly<Record<OathHash, 'sha1' | 'sha256' | 'sha512'>> = {
  SHA1: 'sha1',
  SHA256: 'sha256',
  SHA512: 'sha512',
};

/** The hash of that name, however it is written: `SHA1`, `sha-1`, `hmacsha1`, `HmacSHA1`. Throws `RangeError`. */
export function oathHash(name: string): OathHash {
  const bare = name.toUpperCase().replaceAll(/[-_ ]/g, '').replace(/^HMAC/, '');
  const found = oathHashes.find((hash) => hash === bare);
  if (found === undefined) {
    throw new RangeError(`hash: expected ${oathHashes.join(', ')}, received ${JSON.stringify(name.slice(0, 40))}`);
  }
  return found;
}
