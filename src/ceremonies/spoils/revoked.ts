import { utf8 } from '../../bytes/bytes.ts';
import { sha256 } from '../../crypto/hash.ts';
import { crlOf, testAuthority, VALID_FROM_MS, VALID_UNTIL_MS } from '../authority.ts';

/** The serial number of certificates that `testAuthority` revoked: 16 bytes. */
export const revokedSerialNumber: Uint8Array = serialOf('revoked');

/** The serial numbers of all certificates that `testAuthority` revoked. */
export const revokedSerials: readonly Uint8Array[] = [revokedSerialNumber];

/** The revocation lists of `testAuthority` in DER, valid as long as its certificates: of its intermediate, which names `revokedSerialNumber`, and of its root, which names none. */
export function testRevocationLists(): readonly Uint8Array[] {
  const authority = testAuthority();
  return [
    crlOf(authority, [revokedSerialNumber], VALID_FROM_MS, VALID_UNTIL_MS, 'intermediate'),
    crlOf(authority, [], VALID_FROM_MS, VALID_UNTIL_MS, 'root'),
  ];
}

function serialOf(text: string): Uint8Array {
  const serial = sha256(utf8(text)).slice(0, 16);
  serial[0] = (serial[0]! & 0x7f) | 0x40;
  return serial;
}
