import { describe, expect, it } from 'vitest';
import { toBase64url } from '../../../src/bytes/base64url.ts';
import type { AssertionHooks } from '../../../src/ceremonies/hooks.ts';
import { makeAssertion, soundAssertionVariant } from '../../../src/ceremonies/make-assertion.ts';
import { decodeAuthenticatorData } from '../../../src/codec/authenticator-data.ts';
import { decodeClientData } from '../../../src/codec/client-data.ts';
import type { AuthenticationResponseJson } from '../../../src/codec/webauthn-json.ts';
import { sha256 } from '../../../src/crypto/hash.ts';
import { verifyAssertion } from '../../../src/verifier/webauthn/verify-assertion.ts';
import { assertionInput, made, request, toolsOf } from './sound.ts';

const json = (response: unknown): AuthenticationResponseJson => response as AuthenticationResponseJson;

describe('makeAssertion', () => {
  it('counts in the credential', () => {
    const { credential } = made({ signCount: 5 });
    const counts = [1, 3, 0].map((counterStep) => {
      const { bytes } = makeAssertion(request, credential, soundAssertionVariant({ counterStep }), toolsOf(1));
      return decodeAuthenticatorData(bytes.authenticatorData).signCount;
    });
    expect(counts).toEqual([6, 9, 9]);
    expect(credential.signCount).toBe(9);
  });

  it('names the user where the variant says so', () => {
    const { credential } = made();
    const named = makeAssertion(request, credential, soundAssertionVariant({ userHandle: true }), toolsOf(1));
    const nameless = makeAssertion(request, credential, soundAssertionVariant(), toolsOf(1));
    expect(json(named.response).response.userHandle).toBe(toBase64url(request.userHandle));
    expect(json(nameless.response).response.userHandle).toBeUndefined();
  });

  it('attests nothing and says what it is', () => {
    const { credential } = made({ backupEligible: true });
    const { bytes } = makeAssertion(request, credential, soundAssertionVariant({ backupState: true }), toolsOf(1));
    expect(decodeAuthenticatorData(bytes.authenticatorData)).toMatchObject({
      at: false,
      ed: false,
      be: true,
      bs: true,
    });
    expect(decodeClientData(bytes.clientDataJSON).type).toBe('webauthn.get');
  });

  it('refuses a backup of a credential that is not eligible', () => {
    const { credential } = made();
    expect(() => makeAssertion(request, credential, soundAssertionVariant({ backupState: true }), toolsOf(1))).toThrow(
      RangeError,
    );
  });

  it('answers the extensions that were asked for', () => {
    const { credential } = made({}, {}, { ...request, extensions: { credBlob: 'AAEC' } });
    const extensions = {
      prf: { eval: { first: 'AAAA' } },
      getCredBlob: true,
      largeBlob: { read: true },
      appid: 'https://example.org/appid.json',
    };
    const once = (): ReturnType<typeof makeAssertion> =>
      makeAssertion({ ...request, extensions }, credential, soundAssertionVariant(), toolsOf(1));
    const { bytes, response } = once();
    const outputs = decodeAuthenticatorData(bytes.authenticatorData).extensions!;
    expect(outputs.get('hmac-secret')).toHaveLength(48);
    expect(outputs.get('credBlob')).toEqual(Uint8Array.of(0, 1, 2));
    const { clientExtensionResults } = json(response);
    expect(Object.keys(clientExtensionResults)).toEqual(['prf', 'getCredBlob', 'largeBlob', 'appid']);
    expect(json(once().response).clientExtensionResults).toEqual(clientExtensionResults);
  });

  const spoiled: readonly [keyof AssertionHooks, AssertionHooks][] = [
    ['clientData', { clientData: (sound) => new Map(sound).set('type', 'webauthn.create') }],
    ['clientDataBytes', { clientDataBytes: (sound) => sound.subarray(1) }],
    ['clientDataHash', { clientDataHash: (sound) => sha256(sound) }],
    ['authenticatorData', { authenticatorData: (sound) => ({ ...sound, flags: sound.flags & ~1 }) }],
    ['authenticatorDataBytes', { authenticatorDataBytes: (sound) => sound.subarray(1) }],
    ['signedBytes', { signedBytes: (sound) => sound.subarray(1) }],
    ['signature', { signature: (sound) => sound.subarray(1) }],
  ];

  it.each(spoiled)('is refused when its %s is spoiled', (_, hooks) => {
    const { credential } = made();
    const stored = { id: credential.id, publicKey: credential.publicKeyBytes, signCount: credential.signCount };
    const assertion = makeAssertion(request, credential, soundAssertionVariant(), toolsOf(1), hooks);
    expect(verifyAssertion(assertionInput(assertion, stored))).toMatchObject({ kind: 'rejected' });
  });

  it('may give anything as its response', () => {
    const { credential } = made();
    const hooks = { response: () => undefined };
    expect(makeAssertion(request, credential, soundAssertionVariant(), toolsOf(1), hooks).response).toBeUndefined();
  });
});
