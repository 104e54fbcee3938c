import { generateSigningKey, type Keying } from '../../../src/crypto/signing-key.ts';
import type { Random } from '../../../src/env/env.ts';
import type { AttestationIdentity } from '../state.ts';
import { certificate, type Name } from './certificate.ts';

const ES256 = -7;

const root: Name = {
  country: 'DE',
  organization: 'touchstone',
  unit: 'Authenticator Attestation',
  common: 'touchstone attestation root',
};
const leaf: Name = { ...root, common: 'touchstone simulated key' };

/** A new attestation key under a new root; the leaf names the AAGUID. */
export function attestationChain(aaguid: Uint8Array, random: Random, keying: Keying): AttestationIdentity {
  const authority = generateSigningKey(ES256, keying);
  const key = generateSigningKey(ES256, keying);
  const sign = (data: Uint8Array): Uint8Array => authority.sign(data);
  const rootCertificate = certificate({
    serialNumber: serialNumber(random),
    issuer: root,
    subject: root,
    publicKey: authority.publicKey,
    isAuthority: true,
    sign,
  });
  const leafCertificate = certificate({
    serialNumber: serialNumber(random),
    issuer: root,
    subject: leaf,
    publicKey: key.publicKey,
    isAuthority: false,
    aaguid,
    sign,
  });
  return { alg: ES256, secret: key.secret, certificates: [leafCertificate], root: rootCertificate };
}

function serialNumber(random: Random): Uint8Array {
  const bytes = random.bytes(16);
  // positive, and no leading zero byte
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes;
}
