import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../../src/bytes/bytes.ts';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { sha256 } from '../../src/crypto/hash.ts';
import { hmacSha256 } from '../../src/crypto/hmac.ts';
import { KeyAgreementKey } from '../../src/crypto/key-agreement.ts';
import { padPin, pinHash, pinUvAuthProtocol, type SharedSecret } from '../../src/ctap2/pin-uv-auth-protocol.ts';
import type { Random } from '../../src/env/env.ts';

interface Point {
  x: string;
  y: string;
}
interface PrfVectors {
  shared: {
    platform_key_agreement_private_key: string;
    authenticator_key_agreement_public_key: Point;
    authenticator_cred_random: string;
  };
  cases: {
    name: string;
    pinUvAuthProtocol: 1 | 2;
    prf_eval_first: string;
    prf_eval_second?: string;
    shared_secret: string;
    salt1: string;
    salt2?: string;
    salt_enc: string;
    output1: string;
    output2?: string;
    output_enc: string;
    prf_results_first: string;
    prf_results_second?: string;
  }[];
}
interface MessageVectors {
  pin: {
    platformPrivateKey: string;
    platformPublicKey: Point;
    cases: {
      name: string;
      protocol: 1 | 2;
      authenticatorPublicKey: Point;
      pin: string;
      oldPin?: string;
      newPinEnc: string;
      pinHashEnc?: string;
      pinUvAuthParam: string;
    }[];
  };
  protocolTwoKeys: { z: string; hmacKey: string; aesKey: string };
}

const prf = read('webauthn-l3-prf-hmac-secret.json') as PrfVectors;
const messages = read('ctap2-messages.json') as MessageVectors;

describe('the PIN/UV auth protocols on the hmac-secret vectors of WebAuthn Level 3', () => {
  const platform = new KeyAgreementKey(fromHex(prf.shared.platform_key_agreement_private_key));
  const z = platform.agree(peer(prf.shared.authenticator_key_agreement_public_key));
  const credRandom = fromHex(prf.shared.authenticator_cred_random);
  const named = prf.cases.map((vector) => [`${vector.name}, protocol ${vector.pinUvAuthProtocol}`, vector] as const);

  describe.each(named)('%s', (_name, vector) => {
    const protocol = pinUvAuthProtocol(vector.pinUvAuthProtocol);
    const secret = protocol.deriveSecret(z);
    const salts = concat(fromHex(vector.salt1), fromHex(vector.salt2 ?? ''));
    const outputs = concat(fromHex(vector.output1), fromHex(vector.output2 ?? ''));

    it('derives the shared secret', () => {
      expect(toHex(secret.bytes)).toBe(vector.shared_secret);
    });

    it('makes the salts of the prf inputs', () => {
      expect(toHex(prfSalt(vector.prf_eval_first))).toBe(vector.salt1);
      if (vector.prf_eval_second !== undefined) expect(toHex(prfSalt(vector.prf_eval_second))).toBe(vector.salt2);
    });

    it('encrypts and decrypts the salts', () => {
      expect(toHex(encryptAs(vector.salt_enc, protocol, secret, salts))).toBe(vector.salt_enc);
      expect(toHex(protocol.decrypt(secret, fromHex(vector.salt_enc)))).toBe(toHex(salts));
    });

    it('computes the outputs', () => {
      expect(toHex(hmacSha256(credRandom, fromHex(vector.salt1)))).toBe(vector.output1);
      if (vector.salt2 !== undefined) expect(toHex(hmacSha256(credRandom, fromHex(vector.salt2)))).toBe(vector.output2);
    });

    it('encrypts and decrypts the outputs, which are the prf results', () => {
      expect(toHex(encryptAs(vector.output_enc, protocol, secret, outputs))).toBe(vector.output_enc);
      const results = toHex(protocol.decrypt(secret, fromHex(vector.output_enc)));
      expect(results).toBe(vector.prf_results_first + (vector.prf_results_second ?? ''));
    });
  });
});

describe('the PIN/UV auth protocols on the PIN vectors of LionKey', () => {
  const platform = new KeyAgreementKey(fromHex(messages.pin.platformPrivateKey));

  it('computes the platform public key', () => {
    expect(toHex(platform.publicKey.x)).toBe(messages.pin.platformPublicKey.x);
    expect(toHex(platform.publicKey.y)).toBe(messages.pin.platformPublicKey.y);
  });

  const named = messages.pin.cases.map((vector) => [`${vector.name}, protocol ${vector.protocol}`, vector] as const);
  describe.each(named)('%s', (_name, vector) => {
    const protocol = pinUvAuthProtocol(vector.protocol);
    const secret = protocol.deriveSecret(platform.agree(peer(vector.authenticatorPublicKey)));
    const newPinEnc = fromHex(vector.newPinEnc);
    const pinHashEnc = fromHex(vector.pinHashEnc ?? '');

    it('decrypts newPinEnc to the padded PIN and makes it again', () => {
      const padded = padPin(new TextDecoder().decode(fromHex(vector.pin)));
      expect(toHex(protocol.decrypt(secret, newPinEnc))).toBe(toHex(padded));
      expect(toHex(encryptAs(vector.newPinEnc, protocol, secret, padded))).toBe(vector.newPinEnc);
    });

    it('authenticates newPinEnc and pinHashEnc', () => {
      const message = concat(newPinEnc, pinHashEnc);
      expect(toHex(protocol.authenticate(secret, message))).toBe(vector.pinUvAuthParam);
      expect(protocol.verify(secret, message, fromHex(vector.pinUvAuthParam))).toBe(true);
    });

    it.runIf(vector.oldPin !== undefined)('decrypts pinHashEnc to the hash of the old PIN', () => {
      expect(toHex(protocol.decrypt(secret, pinHashEnc))).toBe(toHex(pinHash(fromHex(vector.oldPin!))));
    });
  });
});

describe('the key derivation of protocol two', () => {
  it('gives the HMAC key and the AES key of the computed vector', () => {
    const { z, hmacKey, aesKey } = messages.protocolTwoKeys;
    expect(toHex(pinUvAuthProtocol(2).deriveSecret(fromHex(z)).bytes)).toBe(hmacKey + aesKey);
  });
});

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../fixtures/vectors/${name}`, import.meta.url), 'utf8'));
}

function peer(point: Point): KeyAgreementKey['publicKey'] {
  return { kty: 2, alg: -25, crv: 1, x: fromHex(point.x), y: fromHex(point.y) };
}

function prfSalt(input: string): Uint8Array {
  return sha256(concat(utf8('WebAuthn PRF'), Uint8Array.of(0), fromHex(input)));
}

/** Encrypts with the IV with which the vector begins. */
function encryptAs(
  vector: string,
  protocol: ReturnType<typeof pinUvAuthProtocol>,
  secret: SharedSecret,
  plain: Uint8Array,
): Uint8Array {
  const random: Random = { bytes: (length) => fromHex(vector).slice(0, length) };
  return protocol.encrypt(secret, plain, random);
}
