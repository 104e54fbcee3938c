import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createAuthenticator } from '../../simulators/fido2/authenticator.ts';
import { ctap21, type FidoProfile } from '../../simulators/fido2/profile.ts';
import { profileNamed } from '../../simulators/fido2/profiles.ts';
import { memoryStore } from '../../simulators/ports/store.ts';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { decodeAttestationObject } from '../../src/codec/attestation-object.ts';
import { decodeAuthenticatorData } from '../../src/codec/authenticator-data.ts';
import { encodeCbor } from '../../src/codec/cbor/encode.ts';
import type { CborKey, CborMap, CborValue } from '../../src/codec/cbor/value.ts';
import { sha256 } from '../../src/crypto/hash.ts';
import type { Random } from '../../src/env/env.ts';
import { ManualClock } from '../../src/env/manual-clock.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { getAssertion, makeCredential } from '../unit/simulators/fido2/drive.ts';

interface Vector {
  readonly id: string;
  readonly registration: Readonly<Record<string, string>>;
  readonly authentication: Readonly<Record<string, string>>;
}

const file = new URL('../../fixtures/vectors/webauthn-l3.json', import.meta.url);
const { vectors, rpId } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[]; rpId: string };
const profile = profileNamed('w3c-vectors');

/** Chance that gives listed values first: what a vector names as its random input. */
function listedRandom(...hex: (string | undefined)[]): Random & { hand(): void } {
  const rest = seededRandom('behind the vectors');
  let queue: Uint8Array[] = [];
  return {
    hand: () => {
      queue = hex.map((value) => fromHex(value!));
    },
    bytes: (length) => {
      const next = queue[0];
      if (next?.length !== length) return rest.bytes(length);
      queue = queue.slice(1);
      return next;
    },
  };
}

/** Backup flags of authenticator data, as a profile says them. */
function backupFlags(authData: Uint8Array): FidoProfile['backupFlags'] {
  const { be, bs } = decodeAuthenticatorData(authData);
  return { eligible: be, state: bs };
}

const attestationOf = {
  'none-es256': 'none',
  'packed-self-es256': 'self',
  'packed-es256': 'x5c',
} as const;

describe.each(Object.entries(attestationOf))('the vector %s', (id, attestation) => {
  const { registration, authentication } = vectors.find((vector) => vector.id === id)!;
  const expected = decodeAttestationObject(fromHex(registration['attestationObject']!));
  const registered = decodeAuthenticatorData(expected.authData);
  const asserted = decodeAuthenticatorData(fromHex(authentication['authenticatorData']!));
  const random = listedRandom(registration['credential_private_key'], registration['credential_id']);
  const store = memoryStore();
  const keyOf = (authData: Uint8Array) =>
    createAuthenticator({
      profile: {
        ...profile,
        aaguid: fromHex(registration['aaguid']!),
        attestation,
        // a key that verifies nobody need not verify anybody
        ...(decodeAuthenticatorData(authData).uv ? {} : { options: ctap21.options, userVerification: undefined }),
        backupFlags: backupFlags(authData),
        ...(attestation === 'x5c'
          ? {
              attestationIdentity: {
                alg: -7,
                secret: fromHex(registration['attestation_private_key']!),
                certificates: (expected.attStmt as CborMap).get('x5c') as Uint8Array[],
                root: undefined,
              },
            }
          : {}),
      },
      env: { clock: new ManualClock(), random },
      store,
      keying: { kind: 'seeded', random },
    });

  it('is what the key registers, byte for byte', () => {
    const device = keyOf(expected.authData);
    random.hand();
    const { response } = makeCredential(device, {
      clientDataHash: sha256(fromHex(registration['clientDataJSON']!)),
      rp: { id: rpId },
      options: { rk: true, ...(registered.uv ? { uv: true } : {}) },
    });
    const { fmt, authData, attStmt } = response!;
    const attestationObject = encodeCbor(
      new Map<CborKey, CborValue>([
        ['fmt', fmt],
        ['attStmt', attStmt!],
        ['authData', authData],
      ]),
    );
    expect(toHex(attestationObject)).toBe(registration['attestationObject']);
  });

  it('is what the key asserts, byte for byte', () => {
    const device = keyOf(fromHex(authentication['authenticatorData']!));
    const { response } = getAssertion(device, {
      rpId,
      clientDataHash: sha256(fromHex(authentication['clientDataJSON']!)),
      ...(asserted.uv ? { options: { uv: true } } : {}),
    });
    expect(toHex(response!.authData)).toBe(authentication['authenticatorData']);
    expect(toHex(response!.signature)).toBe(authentication['signature']);
  });
});
