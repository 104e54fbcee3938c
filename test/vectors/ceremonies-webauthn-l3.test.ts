import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { testAuthority } from '../../src/ceremonies/authority.ts';
import type { AuthenticatorDataParts, RegistrationHooks } from '../../src/ceremonies/hooks.ts';
import { makeAssertion } from '../../src/ceremonies/make-assertion.ts';
import { makeRegistration } from '../../src/ceremonies/make-registration.ts';
import type { AttestationKind } from '../../src/ceremonies/variant.ts';
import { decodeAttestationObject } from '../../src/codec/attestation-object.ts';
import { decodeAuthenticatorData } from '../../src/codec/authenticator-data.ts';
import { decodeClientData } from '../../src/codec/client-data.ts';
import { coseAlgorithm } from '../../src/codec/cose-key.ts';
import type { Random } from '../../src/env/env.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';

interface Vector {
  readonly id: string;
  readonly registration: Readonly<Record<string, string>>;
  readonly authentication: Readonly<Record<string, string>>;
}

const file = new URL('../../fixtures/vectors/webauthn-l3.json', import.meta.url);
const { vectors, rpId, origin } = JSON.parse(readFileSync(file, 'utf8')) as {
  vectors: Vector[];
  rpId: string;
  origin: string;
};

/** Chance that gives what a vector names, in the order in which a ceremony asks, and its own numbers where lengths differ. */
function listedRandom(...hex: (string | undefined)[]): Random {
  const rest = seededRandom('behind the vectors');
  const queue = hex.filter((value) => value !== undefined).map(fromHex);
  return { bytes: (length) => (queue[0]?.length === length ? queue.shift()! : rest.bytes(length)) };
}

const { ES256, ES384, ES512, EdDSA, Ed448 } = coseAlgorithm;

const reproduced: readonly [string, AttestationKind, number][] = [
  ['none-es256', 'none', ES256],
  ['packed-self-es256', 'packed-self', ES256],
  ['none-es256-crossOrigin', 'none', ES256],
  ['none-es256-topOrigin', 'none', ES256],
  ['none-es256-long-credential-id', 'none', ES256],
  ['packed-es256', 'packed-x5c', ES256],
  ['packed-es384', 'packed-x5c', ES384],
  ['packed-es512', 'packed-x5c', ES512],
  ['packed-eddsa', 'packed-x5c', EdDSA],
  ['packed-ed448', 'packed-x5c', Ed448],
  ['android-key-es256', 'android-key', ES256],
  ['apple-es256', 'apple', ES256],
  ['fido-u2f-es256', 'fido-u2f', ES256],
];

describe.each(reproduced)('the vector %s', (id, attestation, alg) => {
  const { registration, authentication } = vectors.find((vector) => vector.id === id)!;
  const object = decodeAttestationObject(fromHex(registration['attestationObject']!));
  const registered = decodeAuthenticatorData(object.authData);
  const asserted = decodeAuthenticatorData(fromHex(authentication['authenticatorData']!));
  const random = listedRandom(
    registration['credential_id'],
    // a scalar of P-521 has 66 bytes, of which the vector leaves zeros out
    (registration['credential_private_key'] ?? registration['private_key'])!.padStart(alg === ES512 ? 132 : 0, '0'),
    registration['attestation_private_key'],
  );

  /** The members that the vector's client added are a client's own choice. */
  const extended = (hex: string): RegistrationHooks => ({
    clientData: (sound) => new Map([...sound, ...decodeClientData(fromHex(hex)).rest]),
  });
  const requestOf = (part: Readonly<Record<string, string>>) => {
    const { crossOrigin, topOrigin } = decodeClientData(fromHex(part['clientDataJSON']!));
    return {
      challenge: fromHex(part['challenge']!),
      origin,
      rpId,
      userHandle: new Uint8Array(1),
      ...(crossOrigin === true ? { crossOrigin } : {}),
      ...(topOrigin === undefined ? {} : { topOrigin }),
    };
  };
  const tools = { random, authority: testAuthority() };
  const { bytes, credential } = makeRegistration(
    requestOf(registration),
    {
      attestation,
      alg,
      userVerified: registered.uv,
      backupEligible: registered.be,
      backupState: registered.bs,
      signCount: registered.signCount,
      credentialIdLength: fromHex(registration['credential_id']!).length,
    },
    tools,
    {
      ...extended(registration['clientDataJSON']!),
      authenticatorData: (sound): AuthenticatorDataParts => ({
        ...sound,
        attested: { ...sound.attested!, aaguid: fromHex(registration['aaguid']!) },
      }),
      // their authority is not ours
      certificates: () => (object.attStmt instanceof Map ? (object.attStmt.get('x5c') as Uint8Array[]) : []),
    },
  );

  it('is what a ceremony registers, byte for byte', () => {
    expect(toHex(bytes.clientDataJSON)).toBe(registration['clientDataJSON']);
    expect(toHex(bytes.attestationObject)).toBe(registration['attestationObject']);
  });

  it('is what a ceremony asserts, byte for byte', () => {
    const assertion = makeAssertion(
      requestOf(authentication),
      credential,
      {
        userVerified: asserted.uv,
        backupState: asserted.bs,
        counterStep: asserted.signCount - registered.signCount,
        userHandle: false,
      },
      tools,
      extended(authentication['clientDataJSON']!),
    );
    expect(toHex(assertion.bytes.clientDataJSON)).toBe(authentication['clientDataJSON']);
    expect(toHex(assertion.bytes.authenticatorData)).toBe(authentication['authenticatorData']);
    expect(toHex(assertion.bytes.signature)).toBe(authentication['signature']);
  });
});
