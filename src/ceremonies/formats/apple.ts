import { concat } from '../../bytes/bytes.ts';
import type { CborKey, CborValue } from '../../codec/cbor/value.ts';
import { sha256 } from '../../crypto/hash.ts';
import { basicConstraints, extensionOid, keyUsage, keyUsageBit } from '../certificate-extensions.ts';
import { context as explicit, octetString, sequence } from '../der.ts';
import { commonName, organization, organizationalUnit } from '../names.ts';
import { publicKeyInfo } from '../public-key-info.ts';
import { chainFor, spoiledPart } from '../sign-statement.ts';
import type { StatementMaker } from '../statement-maker.ts';

/** Apple anonymous attestation (WebAuthn Level 3 section 8.8): a certificate over the credential key that holds the nonce of the ceremony. */
export const makeApple: StatementMaker = (context) => {
  const { credentialKey, authData, clientDataHash } = context;
  const nonce = spoiledPart(context, 'apple.nonce', sha256(concat(authData, clientDataHash)));
  const x5c = chainFor(context, {
    subject: [
      commonName('Touchstone Test Anonymous'),
      organizationalUnit('Anonymous Attestation'),
      organization('Touchstone'),
    ],
    publicKey: publicKeyInfo(credentialKey.publicKey),
    extensions: [
      basicConstraints(false),
      keyUsage(keyUsageBit.digitalSignature),
      { oid: extensionOid.appleNonce, critical: false, value: appleNonceValue(nonce) },
    ],
  });
  return { fmt: 'apple', attStmt: new Map<CborKey, CborValue>([['x5c', x5c]]) };
};

/** The value of the nonce's extension: a SEQUENCE with the nonce as an OCTET STRING under context tag 1. */
export function appleNonceValue(nonce: Uint8Array): Uint8Array {
  return sequence(explicit(1, octetString(nonce)));
}
