import type { SigningKey } from '../../crypto/signing-key.ts';
import { encodeName, signatureAlgorithm, signed } from '../certificate.ts';
import { placesWithin, sequence } from '../der.ts';
import type { NameAttribute } from '../hooks.ts';

/** A certificate as another issuer would have signed it: same content, its issuer's name replaced where one is given. */
export function reissued(certificate: Uint8Array, key: SigningKey, issuer?: readonly NameAttribute[]): Uint8Array {
  const [whole] = placesWithin(certificate);
  const [toBeSigned] = placesWithin(certificate, whole!.start, whole!.end);
  const fields = placesWithin(certificate, toBeSigned!.start, toBeSigned!.end);
  // version (absent in version 1), serialNumber, signature, issuer
  const signatureAt = fields[0]!.tag === 0xa0 ? 2 : 1;
  const content = fields.map(({ at, end }, index) => {
    if (index === signatureAt) return signatureAlgorithm(key);
    if (index === signatureAt + 1 && issuer !== undefined) return encodeName(issuer);
    return certificate.subarray(at, end);
  });
  return signed(sequence(...content), key);
}
