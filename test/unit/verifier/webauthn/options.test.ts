import { describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from '../../../../src/bytes/base64url.ts';
import { decodeCreationOptions, decodeRequestOptions } from '../../../../src/codec/webauthn-json.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import {
  creationOptions,
  expectedOfCreation,
  expectedOfRequest,
  requestOptions,
} from '../../../../src/verifier/webauthn/options.ts';

const random = seededRandom('options');
const rp = { id: 'example.org', name: 'Example' };
const user = { name: 'ada' };
const id = Uint8Array.of(1, 2, 3);

describe('creationOptions', () => {
  it('draws a challenge of 32 bytes and a user handle of 64, anew each time', () => {
    const first = creationOptions({ rp, user }, random);
    const second = creationOptions({ rp, user }, random);
    expect(fromBase64url(first.challenge)).toHaveLength(32);
    expect(fromBase64url(first.user.id)).toHaveLength(64);
    expect(second.challenge).not.toBe(first.challenge);
    expect(second.user.id).not.toBe(first.user.id);
  });

  it('writes the shape of WebAuthn Level 3', () => {
    const options = creationOptions(
      {
        rp,
        user: { id, name: 'ada', displayName: 'Ada' },
        algorithms: [-7],
        excludeCredentials: [{ id, transports: ['usb'] }, { id: 'AQID' }],
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        attestation: 'direct',
        extensions: { credProps: true },
        timeoutMs: 60_000,
      },
      random,
    );
    expect(decodeCreationOptions(JSON.parse(JSON.stringify(options)))).toEqual(options);
    expect(options).toMatchObject({
      user: { id: 'AQID', displayName: 'Ada' },
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      excludeCredentials: [{ type: 'public-key', id: 'AQID', transports: ['usb'] }, { id: 'AQID' }],
      timeout: 60_000,
    });
    expect(expectedOfCreation(options, ['https://example.org'])).toEqual({
      challenge: options.challenge,
      origins: ['https://example.org'],
      rpId: 'example.org',
      pubKeyCredParams: options.pubKeyCredParams,
      userVerification: 'required',
      residentKey: 'required',
      extensions: { credProps: true },
    });
  });

  it('refuses a user handle or a credential id of an impossible length', () => {
    expect(() => creationOptions({ rp, user: { ...user, id: new Uint8Array(65) } }, random)).toThrow(/user\.id.*65/);
    expect(() => creationOptions({ rp, user, excludeCredentials: [{ id: '' }] }, random)).toThrow(RangeError);
  });
});

describe('requestOptions', () => {
  it('writes the shape of WebAuthn Level 3', () => {
    const extensions = { appid: 'https://example.org/app' };
    const options = requestOptions(
      { rpId: 'example.org', allowCredentials: [{ id }], userVerification: 'required', extensions },
      random,
    );
    expect(decodeRequestOptions(JSON.parse(JSON.stringify(options)))).toEqual(options);
    expect(expectedOfRequest(options, ['https://example.org'])).toEqual({
      challenge: options.challenge,
      origins: ['https://example.org'],
      rpId: 'example.org',
      userVerification: 'required',
      allowCredentials: [toBase64url(id)],
      userHandle: 'optional',
      appId: extensions.appid,
      extensions,
    });
  });

  it('wants the user handle where no credential is listed', () => {
    const options = requestOptions({ rpId: 'example.org' }, random);
    expect(expectedOfRequest(options, [])).toMatchObject({ userHandle: 'required', allowCredentials: [] });
  });

  it('leaves nothing to expect without an RP ID', () => {
    expect(() => expectedOfRequest({ challenge: 'AQID' }, [])).toThrow(TypeError);
  });
});
