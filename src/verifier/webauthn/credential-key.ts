import { decodeCbor } from '../../codec/cbor/decode.ts';
import { type CoseKey, decodeCoseKey } from '../../codec/cose-key.ts';
import { canVerify, type VerifyKey, verifyKeyFromCose } from '../../crypto/verify-key.ts';
import { DecodeError } from '../../errors/decode-error.ts';

/** Why a public key is of no use. */
export interface UnusableKey {
  readonly code: 'algorithm-unsupported' | 'public-key-invalid';
  readonly because: string;
}

/** The kept key of a COSE key, or why there is none: an unknown algorithm, the wrong type or curve, a point off its curve. */
export function openCredentialKey(coseKey: CoseKey): VerifyKey | UnusableKey {
  const { alg } = coseKey;
  if (!canVerify(alg)) {
    return { code: 'algorithm-unsupported', because: `public key: expected a known algorithm, received ${alg}` };
  }
  try {
    return verifyKeyFromCose(coseKey);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { code: 'public-key-invalid', because: error.message };
  }
}

/** Whether a key was opened. */
export function isOpened(key: VerifyKey | UnusableKey): key is VerifyKey {
  return 'verify' in key;
}

const MOST_KEPT = 4096;
const kept = new Map<string, VerifyKey>();

/**
 * The kept key of COSE_Key bytes; of the last few thousand keys, bytes that were seen before are not parsed again. Throws
 * `DecodeError` where the bytes are none, or the key is of no use.
 */
export function keepCredentialKey(publicKey: Uint8Array): VerifyKey {
  const text = Buffer.from(publicKey.buffer, publicKey.byteOffset, publicKey.byteLength).toString('latin1');
  const known = kept.get(text);
  if (known !== undefined) return known;
  const opened = openedKey(publicKey);
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
  kept.set(text, opened);
  return opened;
}

function openedKey(publicKey: Uint8Array): VerifyKey {
  const key = openCredentialKey(decodeCoseKey(decodeCbor(publicKey, { path: 'publicKey' }), 'publicKey'));
  if (isOpened(key)) return key;
  throw new DecodeError('publicKey', 'a usable public key', key.because, { kind: 'value' });
}
