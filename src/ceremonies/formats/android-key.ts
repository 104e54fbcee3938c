import { concat } from '../../bytes/bytes.ts';
import type { CborKey, CborValue } from '../../codec/cbor/value.ts';
import type { CoseKey } from '../../codec/cose-key.ts';
import { basicConstraints, extensionOid, keyUsage, keyUsageBit } from '../certificate-extensions.ts';
import { commonName } from '../names.ts';
import { publicKeyInfo } from '../public-key-info.ts';
import { signedBy, spoiledPart, wholeChainFor } from '../sign-statement.ts';
import type { StatementMaker } from '../statement-maker.ts';
import { encodeKeyDescription, soundKeyDescription } from './key-description.ts';

/** Android key attestation (WebAuthn Level 3 section 8.4): the credential key signs, and its own certificate says how it was made. */
export const makeAndroidKey: StatementMaker = (context) => {
  const { credentialKey, authData, clientDataHash } = context;
  const { publicKey } = credentialKey;
  const description = soundKeyDescription(clientDataHash, publicKey.kty === 3, keySizeOf(publicKey));
  const keyDescription = spoiledPart(context, 'android-key.keyDescription', encodeKeyDescription(description));
  const sig = signedBy(context, credentialKey, concat(authData, clientDataHash));
  const x5c = wholeChainFor(context, {
    subject: [commonName('Touchstone Test Keystore Key')],
    publicKey: publicKeyInfo(publicKey),
    extensions: [
      basicConstraints(false),
      keyUsage(keyUsageBit.digitalSignature),
      { oid: extensionOid.androidKeyDescription, critical: false, value: keyDescription },
    ],
  });
  return {
    fmt: 'android-key',
    attStmt: new Map<CborKey, CborValue>([
      ['alg', credentialKey.alg],
      ['sig', sig],
      ['x5c', x5c],
    ]),
  };
};

function keySizeOf(key: CoseKey): number {
  if (key.kty === 3) return key.n.length * 8;
  if (key.kty === 7) return key.pub.length * 8;
  return key.x.length === 66 ? 521 : key.x.length * 8;
}
