import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createAuthenticator } from '../../simulators/fido2/authenticator.ts';
import { ctap21 } from '../../simulators/fido2/profile.ts';
import { concat, utf8 } from '../../src/bytes/bytes.ts';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { decodeAuthenticatorData } from '../../src/codec/authenticator-data.ts';
import type { CborMap } from '../../src/codec/cbor/value.ts';
import { type Ec2Key, encodeCoseKey } from '../../src/codec/cose-key.ts';
import { sha256 } from '../../src/crypto/hash.ts';
import { hmacSha256 } from '../../src/crypto/hmac.ts';
import { KeyAgreementKey } from '../../src/crypto/key-agreement.ts';
import { pinUvAuthProtocol } from '../../src/ctap2/pin-uv-auth-protocol.ts';
import type { Random } from '../../src/env/env.ts';
import { ManualClock } from '../../src/env/manual-clock.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { getAssertion, makeCredential } from '../unit/simulators/fido2/drive.ts';

interface PrfCase {
  readonly name: string;
  readonly pinUvAuthProtocol: 1 | 2;
  readonly prf_eval_first: string;
  readonly prf_eval_second?: string;
  readonly shared_secret: string;
  readonly salt1: string;
  readonly salt2?: string;
  readonly salt_enc: string;
  readonly output1: string;
  readonly output2?: string;
  readonly output_enc: string;
}

interface PrfFile {
  readonly shared: {
    readonly platform_key_agreement_private_key: string;
    readonly authenticator_key_agreement_public_key: { readonly x: string; readonly y: string };
    readonly authenticator_cred_random: string;
  };
  readonly cases: readonly PrfCase[];
}

const file = new URL('../../fixtures/vectors/webauthn-l3-prf-hmac-secret.json', import.meta.url);
const { shared, cases } = JSON.parse(readFileSync(file, 'utf8')) as PrfFile;
const { x, y } = shared.authenticator_key_agreement_public_key;
const deviceKey: Ec2Key = { kty: 2, alg: -25, crv: 1, x: fromHex(x), y: fromHex(y) };
const platform = new KeyAgreementKey(fromHex(shared.platform_key_agreement_private_key));
/** The file lists the device's key by its public half alone; what both sides agree on follows from the platform's. */
const agreed = platform.agree(deviceKey);

/** A key whose next credential gets the CredRandom of the file, and whose encryption uses the IV of the case. */
function keyWith(iv: Uint8Array) {
  const rest = seededRandom('behind the vectors');
  let listed: { value: Uint8Array; times: number } | undefined;
  const random: Random = {
    bytes: (length) => {
      if (listed === undefined || listed.value.length !== length || listed.times === 0) return rest.bytes(length);
      listed.times -= 1;
      return listed.value;
    },
  };
  const device = createAuthenticator({ profile: ctap21, env: { clock: new ManualClock(), random } });
  // id, CredRandomWithUV and CredRandomWithoutUV are draws of 32 bytes; all three are the listed value
  listed = { value: fromHex(shared.authenticator_cred_random), times: 3 };
  makeCredential(device, { options: { rk: true }, extensions: new Map([['hmac-secret', true]]) });
  listed = { value: iv, times: 1 };
  return device;
}

describe.each(cases)('the prf vector "$name" under protocol $pinUvAuthProtocol', (vector) => {
  const protocol = pinUvAuthProtocol(vector.pinUvAuthProtocol);
  const salts = concat(fromHex(vector.salt1), fromHex(vector.salt2 ?? ''));

  it('has its salts and its shared secret', () => {
    const salt = (input: string) => toHex(sha256(concat(utf8('WebAuthn PRF'), Uint8Array.of(0), fromHex(input))));
    expect(salt(vector.prf_eval_first)).toBe(vector.salt1);
    expect(vector.prf_eval_second === undefined ? undefined : salt(vector.prf_eval_second)).toBe(vector.salt2);
    const secret = protocol.deriveSecret(agreed);
    expect(toHex(secret.bytes)).toBe(vector.shared_secret);
    expect(toHex(protocol.decrypt(secret, fromHex(vector.salt_enc)))).toBe(toHex(salts));
  });

  it('is what the key answers, byte for byte', () => {
    const device = keyWith(fromHex(vector.output_enc).slice(0, 16));
    device.state.powered.keyAgreement.set(vector.pinUvAuthProtocol, {
      publicKey: deviceKey,
      agree: () => agreed,
    } as unknown as KeyAgreementKey);
    const secret = protocol.deriveSecret(agreed);
    const saltEnc = fromHex(vector.salt_enc);
    const input: CborMap = new Map<number, CborMap | Uint8Array | number>([
      [1, encodeCoseKey(platform.publicKey)],
      [2, saltEnc],
      [3, protocol.authenticate(secret, saltEnc)],
      [4, vector.pinUvAuthProtocol],
    ]);
    const { response } = getAssertion(device, { extensions: new Map([['hmac-secret', input]]) });
    const output = decodeAuthenticatorData(response!.authData).extensions?.get('hmac-secret') as Uint8Array;
    expect(toHex(output)).toBe(vector.output_enc);
    const credRandom = device.state.durable.credentials[0]!.credRandomWithoutUv;
    expect(toHex(credRandom)).toBe(shared.authenticator_cred_random);
    expect(toHex(hmacSha256(credRandom, fromHex(vector.salt1)))).toBe(vector.output1);
  });
});
