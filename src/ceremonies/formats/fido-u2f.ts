import { concat } from '../../bytes/bytes.ts';
import { decodeTolerant } from '../../codec/cbor/tolerant.ts';
import type { CborKey, CborValue } from '../../codec/cbor/value.ts';
import { DecodeError } from '../../errors/decode-error.ts';
import { basicConstraints } from '../certificate-extensions.ts';
import { attestationSubject } from '../names.ts';
import { publicKeyInfo } from '../public-key-info.ts';
import { attestationKey, signedBy, soleCertificateFor } from '../sign-statement.ts';
import type { StatementMaker } from '../statement-maker.ts';

/** FIDO U2F attestation (WebAuthn Level 3 section 8.6): the registration message of U2F, signed by an attestation key on P-256. */
export const makeFidoU2f: StatementMaker = (context) => {
  const { credentialKey, parts, clientDataHash } = context;
  const { publicKey } = credentialKey;
  if (publicKey.kty !== 2) {
    throw new RangeError(`makeFidoU2f.credentialKey: expected a key on P-256, received kty ${publicKey.kty}`);
  }
  const [x, y] = pointWithin(parts.attested?.publicKey) ?? [publicKey.x, publicKey.y];
  const key = attestationKey(context);
  const message = concat(
    Uint8Array.of(0x00),
    parts.rpIdHash,
    clientDataHash,
    parts.attested?.credentialId ?? new Uint8Array(0),
    Uint8Array.of(0x04),
    x,
    y,
  );
  const sig = signedBy(context, key, message);
  const x5c = soleCertificateFor(context, {
    subject: attestationSubject('Touchstone Test U2F'),
    publicKey: publicKeyInfo(key.publicKey),
    extensions: [basicConstraints(false)],
  });
  return {
    fmt: 'fido-u2f',
    attStmt: new Map<CborKey, CborValue>([
      ['sig', sig],
      ['x5c', x5c],
    ]),
  };
};

/** The coordinates in COSE_Key bytes, which a spoil may have changed: the message is made of what is attested. */
function pointWithin(bytes: Uint8Array | undefined): readonly [Uint8Array, Uint8Array] | undefined {
  const value = bytes === undefined ? undefined : readOrNothing(bytes);
  if (!(value instanceof Map)) return undefined;
  const [x, y] = [value.get(-2), value.get(-3)];
  return x instanceof Uint8Array && y instanceof Uint8Array ? [x, y] : undefined;
}

function readOrNothing(bytes: Uint8Array): CborValue | undefined {
  try {
    return decodeTolerant(bytes).value;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
