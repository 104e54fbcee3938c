import { createECDH, type ECDH } from 'node:crypto';
import { type CoseKey, coseAlgorithm, type Ec2Key } from '../codec/cose-key.ts';
import type { Random } from '../env/env.ts';
import { isScalar, p256 } from './curves.ts';

/** One end of the P-256 key agreement of the PIN/UV auth protocols (CTAP 2.3 section 6.5.6). */
export class KeyAgreementKey {
  /** COSE_Key {1: 2, 3: -25, -1: 1, -2: x, -3: y}. */
  readonly publicKey: Ec2Key;
  readonly #ecdh: ECDH;

  /** From a scalar of 32 bytes. Throws `RangeError` for zero, for one beyond the curve's order and for another length. */
  constructor(scalar: Uint8Array) {
    if (!isScalar(p256, scalar)) {
      throw new RangeError(`KeyAgreementKey: expected a scalar of P-256, received ${scalar.length} bytes`);
    }
    this.#ecdh = createECDH(p256.ecdh);
    this.#ecdh.setPrivateKey(scalar);
    const point = new Uint8Array(this.#ecdh.getPublicKey());
    this.publicKey = {
      kty: 2,
      alg: coseAlgorithm['ECDH-ES+HKDF-256'],
      crv: p256.crv,
      x: point.slice(1, 33),
      y: point.slice(33),
    };
  }

  /** A new key whose scalar is drawn from `random`. */
  static generate(random: Random): KeyAgreementKey {
    for (let attempt = 0; attempt < 64; attempt += 1) {
      const drawn = random.bytes(p256.length);
      if (isScalar(p256, drawn)) return new KeyAgreementKey(drawn);
    }
    throw new RangeError('KeyAgreementKey.generate: expected a scalar within 64 draws, received none');
  }

  /**
   * Z, the x coordinate of the shared point: 32 bytes. Throws `RangeError` when `peer` is not an EC2 key of P-256 with the
   * algorithm -25, or when its point is not on the curve.
   */
  agree(peer: CoseKey): Uint8Array {
    if (peer.kty !== 2) throw refusal('kty 2', `kty ${peer.kty}`);
    if (peer.crv !== p256.crv) throw refusal('crv 1', `crv ${peer.crv}`);
    if (peer.alg !== coseAlgorithm['ECDH-ES+HKDF-256']) throw refusal('alg -25', `alg ${peer.alg}`);
    if (peer.x.length !== 32 || peer.y.length !== 32) {
      throw refusal('coordinates of 32 bytes', `${peer.x.length} and ${peer.y.length} bytes`);
    }
    const point = new Uint8Array(65);
    point[0] = 0x04;
    point.set(peer.x, 1);
    point.set(peer.y, 33);
    try {
      return new Uint8Array(this.#ecdh.computeSecret(point));
    } catch (error) {
      throw refusal('a point on P-256', 'another point', error);
    }
  }
}

function refusal(expected: string, received: string, cause?: unknown): RangeError {
  return new RangeError(`KeyAgreementKey.agree: expected a peer with ${expected}, received ${received}`, { cause });
}
