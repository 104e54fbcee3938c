import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeAuthenticationResponse,
  decodeCreationOptions,
  decodeRegistrationResponse,
  decodeRequestOptions,
  encodeAuthenticationResponse,
  encodeRegistrationResponse,
} from '../../../src/codec/webauthn-json.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import type { AssertionResponse, RegistrationResponse } from '../../../src/verifier/webauthn/input.ts';

type Json = Record<string, unknown>;

const registration = (): Json => ({
  id: 'AQI',
  rawId: 'AQI',
  type: 'public-key',
  authenticatorAttachment: 'platform',
  response: { clientDataJSON: 'e30', attestationObject: 'oA', transports: ['usb', 'of a kind unknown'] },
  clientExtensionResults: { credProps: { rk: true } },
});
const authentication = (): Json => ({
  id: 'AQI',
  rawId: 'AQI',
  type: 'public-key',
  response: { clientDataJSON: 'e30', authenticatorData: 'AAA', signature: 'MA', userHandle: 'Bw' },
  clientExtensionResults: {},
});
const creation = (): Json => ({
  rp: { id: 'example.com', name: 'Example' },
  user: { id: 'Bw', name: 'alice', displayName: 'Alice' },
  challenge: 'AAECAw',
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
  timeout: 1000,
  excludeCredentials: [{ type: 'public-key', id: 'AQI', transports: ['nfc'] }],
  authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  attestation: 'direct',
  attestationFormats: ['packed'],
  extensions: { credProps: true },
});
const request = (): Json => ({
  challenge: 'AAECAw',
  timeout: 1000,
  rpId: 'example.com',
  allowCredentials: [{ type: 'public-key', id: 'AQI' }],
  userVerification: 'preferred',
  extensions: {},
});

const readers: [string, () => Json, (json: unknown) => unknown, string[]][] = [
  [
    'a registration',
    registration,
    decodeRegistrationResponse,
    ['id', 'type', 'response', 'response.clientDataJSON', 'response.attestationObject'],
  ],
  [
    'an authentication',
    authentication,
    decodeAuthenticationResponse,
    ['id', 'type', 'response', 'response.clientDataJSON', 'response.authenticatorData', 'response.signature'],
  ],
  [
    'creation options',
    creation,
    decodeCreationOptions,
    [
      'rp',
      'rp.name',
      'user',
      'user.id',
      'user.name',
      'user.displayName',
      'challenge',
      'pubKeyCredParams',
      'pubKeyCredParams.0.type',
      'pubKeyCredParams.0.alg',
      'excludeCredentials.0.type',
      'excludeCredentials.0.id',
    ],
  ],
  ['request options', request, decodeRequestOptions, ['challenge', 'allowCredentials.0.type', 'allowCredentials.0.id']],
];

/** The document with the member at that dotted path replaced, or without it where `value` is undefined. */
function replaced(json: Json, at: string, value: unknown): Json {
  const names = at.split('.');
  const last = names.pop()!;
  let holder = json;
  for (const name of names) holder = holder[name] as Json;
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return json;
}

/** Every dotted path in the document. */
function paths(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return at === '' ? [] : [at];
  const below = Object.entries(value).flatMap(([name, member]) => paths(member, at === '' ? name : `${at}.${name}`));
  return at === '' ? below : [at, ...below];
}

const pathOf = (at: string): RegExp => new RegExp(`^(credential|options)\\.${at.replace(/\.(\d+)/g, '\\[$1\\]')}$`);

describe.each(readers)('the reader of %s', (_name, sound, read, required) => {
  it.each(required.map((at) => [at]))('misses %s', (at) => {
    const thrown = { kind: 'missing', path: expect.stringMatching(pathOf(at)) };
    expect(() => read(replaced(sound(), at, undefined))).toThrow(expect.objectContaining(thrown));
  });

  it('refuses every member of another type, with its path', () => {
    const foreign = [1.5, true, 'a b', [1], {}, () => 1, Symbol('s'), 1n];
    for (const at of paths(sound())) {
      // What extensions hold is not for this reader.
      if (/^(extensions|clientExtensionResults)\./.test(at)) continue;
      const refusals = foreign.flatMap((value) => {
        try {
          read(replaced(sound(), at, value));
          return [];
        } catch (error) {
          if (!(error instanceof DecodeError)) throw error;
          return [error.path];
        }
      });
      expect(refusals.length, at).toBeGreaterThanOrEqual(5);
      for (const path of refusals) expect(path.replace(/\[(\d+)\]/g, '.$1')).toContain(`.${at}`);
    }
  });

  it('ends in a value or a DecodeError, whatever it is given', () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withMap: true });
    const spoiled = fc
      .tuple(fc.constantFrom(...paths(sound())), fc.oneof(anything, fc.string(), fc.base64String()))
      .map(([at, value]) => replaced(sound(), at, value));
    fc.assert(
      fc.property(fc.oneof(anything, spoiled, fc.jsonValue()), (json) => {
        try {
          expect(read(json)).toBeTypeOf('object');
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { seed: 301, numRuns: 1500 },
    );
  });

  it('does not take members from a prototype', () => {
    expect(() => read(Object.create(sound()))).toThrow(DecodeError);
    const inherited = JSON.parse(`{"__proto__":${JSON.stringify(sound())}}`) as unknown;
    expect(() => read(inherited)).toThrow(DecodeError);
  });

  it('passes over members that it does not know', () => {
    expect(read({ ...sound(), status: 'ok', errorMessage: '' })).toEqual(read(sound()));
  });
});

describe('base64url in a response', () => {
  it.each([
    ['AQI=', 'received padding'],
    ['A+I', 'received + of the other alphabet'],
    ['A/I', 'received / of the other alphabet'],
    ['A QI', 'received " "'],
    ['AQI\n', 'received "\\n"'],
    ['AQIDB', 'received 5 characters'],
    ['AQJ', 'received bits beyond the last byte'],
  ])('is refused as %j', (text, words) => {
    const refusal = `credential.rawId: expected base64url without padding, ${words}`;
    expect(() => decodeRegistrationResponse({ ...registration(), rawId: text })).toThrow(refusal);
  });

  it('may be empty', () => {
    expect(decodeRegistrationResponse({ ...registration(), rawId: '' }).rawId).toEqual(new Uint8Array());
  });
});

describe('a response in the shape of FIDO server tools', () => {
  it('may lack rawId and extension results, and may call them by the name of the method', () => {
    const { rawId: _rawId, clientExtensionResults: _results, ...body } = registration();
    const bare = decodeRegistrationResponse(body);
    expect([bare.rawId, bare.clientExtensionResults]).toEqual([Uint8Array.of(1, 2), {}]);
    const named = decodeRegistrationResponse({ ...body, getClientExtensionResults: { appid: true } });
    expect(named.clientExtensionResults).toEqual({ appid: true });
  });

  it('prefers the name of the standard where both are there', () => {
    const both = { ...authentication(), getClientExtensionResults: { appid: true } };
    expect(decodeAuthenticationResponse(both).clientExtensionResults).toEqual({});
  });
});

const bytes = fc.uint8Array({ maxLength: 40 });
const shared = {
  id: fc.string(),
  rawId: bytes,
  type: fc.string(),
  authenticatorAttachment: fc.string(),
  clientDataJSON: bytes,
  clientExtensionResults: fc.constant({ prf: { enabled: true } }),
};
const neededOfBoth = ['id', 'rawId', 'type', 'clientDataJSON', 'clientExtensionResults'] as const;

describe('encoding a response and reading it', () => {
  it('gives back every registration, in a shape that the verifier takes', () => {
    const members = { ...shared, attestationObject: bytes, transports: fc.array(fc.string()) };
    const responses = fc.record(members, { requiredKeys: [...neededOfBoth, 'attestationObject'] });
    fc.assert(
      fc.property(responses, (response) => {
        const text = JSON.stringify(encodeRegistrationResponse(response as never));
        const decoded: RegistrationResponse = decodeRegistrationResponse(JSON.parse(text));
        expect(decoded).toEqual(response);
      }),
      { seed: 302, numRuns: 200 },
    );
  });

  it('gives back every authentication, in a shape that the verifier takes', () => {
    const members = { ...shared, authenticatorData: bytes, signature: bytes, userHandle: fc.option(bytes) };
    const responses = fc.record(members, { requiredKeys: [...neededOfBoth, 'authenticatorData', 'signature'] });
    fc.assert(
      fc.property(responses, (response) => {
        const text = JSON.stringify(encodeAuthenticationResponse(response as never));
        const decoded: AssertionResponse = decodeAuthenticationResponse(JSON.parse(text));
        expect(decoded).toEqual(response);
      }),
      { seed: 303, numRuns: 200 },
    );
  });

  it('writes id, type and bytes of extension results where only bytes are given', () => {
    const given = { rawId: Uint8Array.of(1, 2), clientDataJSON: Uint8Array.of(123, 125) };
    const results = { prf: { results: { first: Uint8Array.of(255) } }, largeBlob: [Uint8Array.of(1)] };
    const json = encodeRegistrationResponse({
      ...given,
      attestationObject: Uint8Array.of(0xa0),
      clientExtensionResults: results,
    });
    expect(json).toEqual({
      id: 'AQI',
      rawId: 'AQI',
      type: 'public-key',
      response: { clientDataJSON: 'e30', attestationObject: 'oA' },
      clientExtensionResults: { prf: { results: { first: '_w' } }, largeBlob: ['AQ'] },
    });
  });
});

describe('reading options', () => {
  it('gives back sound ones as they are', () => {
    expect(decodeCreationOptions(creation())).toEqual(creation());
    expect(decodeRequestOptions(request())).toEqual(request());
  });

  it('takes null in an optional member for none', () => {
    const options = decodeRequestOptions({ challenge: 'AA', rpId: null, allowCredentials: null, extensions: null });
    expect(options).toEqual({ challenge: 'AA' });
  });
});
