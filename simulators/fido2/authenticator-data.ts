import { concat, uint16 } from '../../src/bytes/bytes.ts';
import { freshBytes } from '../../src/bytes/fresh.ts';

const NOTHING = new Uint8Array(0);

/** Authenticator data as the key writes it (WebAuthn Level 3 section 6.1): the flags are the caller's. */
export function authenticatorData(
  rpIdHash: Uint8Array,
  flags: number,
  signCount: number,
  attested: Uint8Array = NOTHING,
  extensions: Uint8Array = NOTHING,
): Uint8Array {
  const data = freshBytes(37 + attested.length + extensions.length);
  data.set(rpIdHash);
  data[32] = flags;
  data[33] = (signCount >>> 24) & 0xff;
  data[34] = (signCount >>> 16) & 0xff;
  data[35] = (signCount >>> 8) & 0xff;
  data[36] = signCount & 0xff;
  data.set(attested, 37);
  data.set(extensions, 37 + attested.length);
  return data;
}

/** Attested credential data (WebAuthn Level 3 section 6.5.2). */
export function attestedData(aaguid: Uint8Array, credentialId: Uint8Array, publicKeyBytes: Uint8Array): Uint8Array {
  return concat(aaguid, uint16(credentialId.length), credentialId, publicKeyBytes);
}
