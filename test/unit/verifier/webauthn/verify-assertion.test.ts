import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../../../../src/bytes/bytes.ts';
import { fromHex } from '../../../../src/bytes/hex.ts';
import type { CborMap, CborValue } from '../../../../src/codec/cbor/value.ts';
import { sha256 } from '../../../../src/crypto/hash.ts';
import { keepCredentialKey } from '../../../../src/verifier/webauthn/credential-key.ts';
import type { AssertionInput } from '../../../../src/verifier/webauthn/input.ts';
import type { RefusalCode } from '../../../../src/verifier/webauthn/refusal-code.ts';
import { verifyAssertion } from '../../../../src/verifier/webauthn/verify-assertion.ts';
import { aaguid, assertion, challenge, credentialId, edDsa, es256, rpId, userHandle } from './ceremony-builder.ts';

type Expected = Partial<AssertionInput['expected']>;
type Credential = Partial<AssertionInput['credential']>;
type Response = Partial<AssertionInput['response']>;

function withExpected(input: AssertionInput, expected: Expected): AssertionInput {
  return { ...input, expected: { ...input.expected, ...expected } };
}

function withCredential(input: AssertionInput, credential: Credential): AssertionInput {
  return { ...input, credential: { ...input.credential, ...credential } };
}

function withResponse(input: AssertionInput, response: Response): AssertionInput {
  return { ...input, response: { ...input.response, ...response } };
}

function flipLast(bytes: Uint8Array): Uint8Array {
  const spoiled = bytes.slice();
  spoiled[spoiled.length - 1]! ^= 1;
  return spoiled;
}

const attestedCredentialData = { aaguid, credentialId, credentialPublicKeyBytes: es256.publicKeyBytes };
const outputs: CborMap = new Map<string, CborValue>([['hmac-secret', new Uint8Array(48)]]) as CborMap;
const framed = { clientData: { crossOrigin: true, topOrigin: 'https://top.example' } };
const withoutHandle: AssertionInput = withResponse(assertion(), { userHandle: null });

describe('verifyAssertion', () => {
  it('accepts a sound assertion and says what to store', () => {
    expect(verifyAssertion(assertion())).toMatchObject({
      kind: 'accepted',
      warnings: [],
      credentialId,
      update: { signCount: 7, backupState: false, uvInitialized: true },
      flags: { userPresent: true, userVerified: true },
    });
  });

  it('accepts EdDSA', () => {
    const input = withCredential(assertion({ key: edDsa }), { publicKey: edDsa.publicKeyBytes });
    expect(verifyAssertion(input)).toMatchObject({ kind: 'accepted' });
  });

  it('accepts a kept key in place of its bytes', () => {
    const input = withCredential(assertion(), { publicKey: keepCredentialKey(es256.publicKeyBytes) });
    expect(verifyAssertion(input)).toMatchObject({ kind: 'accepted' });
  });

  it('accepts counters that are both zero', () => {
    const input = withCredential(assertion({ authData: { signCount: 0 } }), { signCount: 0 });
    expect(verifyAssertion(input)).toMatchObject({ kind: 'accepted' });
  });

  it('accepts a page that is expected to frame it', () => {
    const input = withExpected(assertion(framed), { crossOrigin: 'allowed', topOrigins: ['https://top.example'] });
    expect(verifyAssertion(input)).toMatchObject({ kind: 'accepted' });
  });

  it('accepts the hash of the AppID only where appid was used', () => {
    const appId = 'https://example.org/u2f.json';
    const input = withExpected(assertion({ authData: { rpIdHash: sha256(utf8(appId)) } }), { appId });
    expect(verifyAssertion(input)).toMatchObject({ kind: 'rejected', code: 'rp-id-mismatch' });
    const used = withResponse(input, { clientExtensionResults: { appid: true } });
    expect(verifyAssertion(used)).toMatchObject({ kind: 'accepted' });
  });

  it('hands on the extension outputs', () => {
    const verdict = verifyAssertion(assertion({ authData: { extensions: outputs } }));
    expect(verdict).toMatchObject({ kind: 'accepted', extensions: outputs, origin: 'https://example.org' });
  });

  it('names the user by userHandle where it alone does', () => {
    const input = withExpected(assertion(), { userHandle: 'required' });
    expect(verifyAssertion(input)).toMatchObject({ kind: 'accepted' });
  });

  const spoiled: readonly [what: string, step: string, code: RefusalCode, input: AssertionInput][] = [
    ['type other than public-key', '5.1', 'credential-type-mismatch', withResponse(assertion(), { type: '' })],
    ['id that is not rawId', '5.1', 'credential-id-malformed', withResponse(assertion(), { id: 'AAAA' })],
    [
      'a credential that is not allowed',
      '7.2/5',
      'credential-not-allowed',
      withExpected(assertion(), { allowCredentials: [utf8('other')] }),
    ],
    [
      'another credential than the stored one',
      '7.2/6',
      'credential-id-mismatch',
      withCredential(assertion(), { id: utf8('other') }),
    ],
    [
      "another user's handle",
      '7.2/6',
      'user-handle-mismatch',
      withResponse(assertion(), { userHandle: flipLast(userHandle) }),
    ],
    [
      'no handle where it alone names the user',
      '7.2/6',
      'user-handle-missing',
      withExpected(withoutHandle, { userHandle: 'required' }),
    ],
    [
      'client data that is not UTF-8',
      '7.2/8',
      'client-data-malformed',
      assertion({ clientDataBytes: (sound) => concat(sound, fromHex('ff')) }),
    ],
    [
      'client data that is not JSON',
      '7.2/9',
      'client-data-malformed',
      assertion({ clientDataBytes: (sound) => sound.subarray(1) }),
    ],
    ['type webauthn.create', '7.2/10', 'type-mismatch', assertion({ clientData: { type: 'webauthn.create' } })],
    [
      'another challenge',
      '7.2/11',
      'challenge-mismatch',
      withExpected(assertion(), { challenge: flipLast(challenge) }),
    ],
    ['another port', '7.2/12', 'origin-mismatch', assertion({ clientData: { origin: 'https://example.org:8443' } })],
    ['crossOrigin true', '7.2/13', 'cross-origin-unexpected', assertion({ clientData: { crossOrigin: true } })],
    [
      'topOrigin beside no crossOrigin',
      '5.8.1',
      'top-origin-without-cross-origin',
      assertion({ clientData: { topOrigin: 'https://top.example', crossOrigin: undefined } }),
    ],
    [
      'topOrigin where none is expected',
      '7.2/14.1',
      'top-origin-unexpected',
      withExpected(assertion(framed), { crossOrigin: 'allowed' }),
    ],
    [
      'a foreign topOrigin',
      '7.2/14.2',
      'top-origin-mismatch',
      withExpected(assertion(framed), { crossOrigin: 'allowed', topOrigins: [] }),
    ],
    [
      'authenticator data cut short',
      '6.1',
      'authenticator-data-malformed',
      assertion({ authDataBytes: (sound) => sound.subarray(1) }),
    ],
    ['ED with no extensions', '6.1', 'authenticator-data-malformed', assertion({ authData: { flags: 0x85 } })],
    ['the hash of another RP ID', '7.2/15', 'rp-id-mismatch', withExpected(assertion(), { rpId: 'www.example.org' })],
    ['UP clear', '7.2/16', 'user-not-present', assertion({ authData: { up: false } })],
    ['UV clear', '7.2/17', 'user-not-verified', assertion({ authData: { uv: false } })],
    ['BS without BE', '7.2/18', 'backup-state-without-eligibility', assertion({ authData: { bs: true } })],
    ['BE gained since registration', '7.2/19', 'backup-eligibility-changed', assertion({ authData: { be: true } })],
    [
      'BE lost since registration',
      '7.2/19',
      'backup-eligibility-changed',
      withCredential(assertion(), { backupEligible: true }),
    ],
    [
      'attested data in an assertion',
      '6.1',
      'attested-credential-data-unexpected',
      assertion({ authData: { attestedCredentialData } }),
    ],
    [
      'a stored key that is none',
      '7.2/21',
      'public-key-malformed',
      withCredential(assertion(), { publicKey: fromHex('a0') }),
    ],
    [
      'a signature by another key',
      '7.2/21',
      'signature-invalid',
      withCredential(assertion(), { publicKey: edDsa.publicKeyBytes }),
    ],
    ['a spoiled signature', '7.2/21', 'signature-invalid', assertion({ signature: flipLast })],
    [
      'a signature with a byte left over',
      '7.2/21',
      'signature-invalid',
      assertion({ signature: (sound) => concat(sound, fromHex('00')) }),
    ],
    ['an empty signature', '7.2/21', 'signature-invalid', assertion({ signature: () => new Uint8Array(0) })],
    [
      'client data changed after signing',
      '7.2/21',
      'signature-invalid',
      withResponse(assertion(), { clientDataJSON: concat(assertion().response.clientDataJSON, utf8(' ')) }),
    ],
    ['a counter that stood still', '7.2/22', 'counter-went-back', withCredential(assertion(), { signCount: 7 })],
    ['a counter that fell to zero', '7.2/22', 'counter-went-back', assertion({ authData: { signCount: 0 } })],
    [
      'an unsolicited extension output',
      '7.2/23',
      'extension-unsolicited',
      withExpected(assertion({ authData: { extensions: outputs } }), { unsolicitedExtensions: 'refused' }),
    ],
    [
      'an hmac-secret of 31 bytes',
      '12.7',
      'extension-output-unexpected',
      withExpected(assertion({ authData: { extensions: new Map([['hmac-secret', new Uint8Array(31)]]) } }), {
        extensions: { prf: {} },
      }),
    ],
  ];
  for (const [what, step, code, input] of spoiled) {
    it(`refuses ${what} at ${step} with ${code}`, () => {
      const verdict = verifyAssertion(input);
      expect(verdict).toMatchObject({ kind: 'rejected', code });
      if (verdict.kind !== 'rejected') return;
      const { section, step: number } = verdict.spec;
      expect(number === undefined ? section : `${section}/${number}`).toBe(step);
      expect(verdict.steps.filter(({ outcome }) => outcome === 'failed')).toEqual([verdict.steps.at(-1)]);
    });
  }

  it('lists every numbered step from 5 to 23', () => {
    const { steps } = verifyAssertion(assertion());
    const numbers = steps
      .filter(({ spec }) => spec.section === '7.2')
      .map(({ spec }) => Number.parseInt(spec.step ?? '', 10));
    expect([...new Set(numbers)]).toEqual([5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]);
  });

  it('throws a TypeError that names the argument of the wrong type', () => {
    const wrong = withCredential(assertion(), { signCount: -1 });
    expect(() => verifyAssertion(wrong)).toThrow(
      /credential\.signCount: expected a whole number of at least 0, received -1/,
    );
    const keyless = withCredential(assertion(), { publicKey: {} as unknown as Uint8Array });
    expect(() => verifyAssertion(keyless)).toThrow(TypeError);
  });

  it('knows an RP ID anew after a thousand others', () => {
    for (let index = 0; index < 1001; index += 1)
      verifyAssertion(withExpected(assertion(), { rpId: `rp${index}.example` }));
    expect(verifyAssertion(withExpected(assertion(), { rpId }))).toMatchObject({ kind: 'accepted' });
  });
});
