import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64url } from '../../../../src/bytes/base64url.ts';
import type { CborMap, CborValue } from '../../../../src/codec/cbor/value.ts';
import type { AssertionInput, RegistrationInput } from '../../../../src/verifier/webauthn/input.ts';
import type { RefusalCode } from '../../../../src/verifier/webauthn/refusal-code.ts';
import { verifyAssertion } from '../../../../src/verifier/webauthn/verify-assertion.ts';
import { verifyRegistration } from '../../../../src/verifier/webauthn/verify-registration.ts';
import { assertion, credentialId, registration } from './ceremony-builder.ts';

type Members = Readonly<Record<string, unknown>>;

interface Case {
  readonly what: string;
  readonly asked: Members;
  readonly signed?: Readonly<Record<string, CborValue>>;
  readonly client?: Members;
  /** Absent: accepted. */
  readonly refused?: readonly [section: string, code: RefusalCode];
}

const secret = new Uint8Array(32).fill(7);
const text = toBase64url(secret);
const malformed: RefusalCode = 'extension-output-unexpected';
const notAsked: RefusalCode = 'extension-output-not-requested';
const enforced = (credentialProtectionPolicy: string): Members => ({
  credentialProtectionPolicy,
  enforceCredentialProtectionPolicy: true,
});
const one = { eval: { first: text } };
const two = { eval: { first: text, second: text } };

const registrations: readonly Case[] = [
  { what: 'credProtect left out', asked: { credentialProtectionPolicy: 'userVerificationRequired' } },
  {
    what: 'credProtect lower than asked, not enforced',
    asked: { credentialProtectionPolicy: 'userVerificationRequired' },
    signed: { credProtect: 1 },
  },
  { what: 'credProtect higher than enforced', asked: enforced('userVerificationOptional'), signed: { credProtect: 3 } },
  { what: 'credProtect left out though its lowest level was enforced', asked: enforced('userVerificationOptional') },
  { what: 'credProtect as enforced', asked: enforced('userVerificationRequired'), signed: { credProtect: 3 } },
  {
    what: 'credProtect lower than enforced',
    asked: enforced('userVerificationRequired'),
    signed: { credProtect: 2 },
    refused: ['12.1', 'cred-protect-too-low'],
  },
  {
    what: 'credProtect left out though enforced',
    asked: enforced('userVerificationOptionalWithCredentialIDList'),
    refused: ['12.1', 'cred-protect-missing'],
  },
  { what: 'credProtect of 0', asked: { credProtect: 1 }, signed: { credProtect: 0 }, refused: ['12.1', malformed] },
  { what: 'hmac-secret', asked: { hmacCreateSecret: true }, signed: { 'hmac-secret': true } },
  { what: 'hmac-secret that is not there', asked: { hmacCreateSecret: true }, signed: { 'hmac-secret': false } },
  {
    what: 'hmac-secret of bytes',
    asked: { hmacCreateSecret: true },
    signed: { 'hmac-secret': secret },
    refused: ['12.7', malformed],
  },
  {
    what: 'hmacCreateSecret of a text',
    asked: { hmacCreateSecret: true },
    client: { hmacCreateSecret: 'yes' },
    refused: ['12.7', malformed],
  },
  {
    what: 'hmacCreateSecret against hmac-secret',
    asked: { hmacCreateSecret: true },
    signed: { 'hmac-secret': false },
    client: { hmacCreateSecret: true },
    refused: ['12.7', 'extension-outputs-contradictory'],
  },
  {
    what: 'hmac-secret-mc of one salt',
    asked: { prf: one },
    signed: { 'hmac-secret': true, 'hmac-secret-mc': new Uint8Array(48) },
    client: { prf: { enabled: true, results: { first: text } } },
  },
  {
    what: 'hmac-secret-mc of two salts where one was asked',
    asked: { prf: one },
    signed: { 'hmac-secret-mc': new Uint8Array(80) },
    refused: ['12.7', malformed],
  },
  { what: 'prf enabled', asked: { prf: {} }, client: { prf: { enabled: true } } },
  { what: 'prf enabled without a signed word', asked: { prf: {} }, signed: {}, client: { prf: { enabled: true } } },
  {
    what: 'prf enabled against hmac-secret',
    asked: { prf: {} },
    signed: { 'hmac-secret': false },
    client: { prf: { enabled: true } },
    refused: ['10.1.4', 'extension-outputs-contradictory'],
  },
  { what: 'prf that is a text', asked: { prf: {} }, client: { prf: 'on' }, refused: ['10.1.4', malformed] },
  { what: 'prf.enabled of 1', asked: { prf: {} }, client: { prf: { enabled: 1 } }, refused: ['10.1.4', malformed] },
  {
    what: 'prf results that were not asked for',
    asked: { prf: {} },
    client: { prf: { enabled: true, results: { first: text } } },
    refused: ['10.1.4', notAsked],
  },
  {
    what: 'largeBlob supported',
    asked: { largeBlob: { support: 'required' } },
    client: { largeBlob: { supported: true } },
  },
  { what: 'largeBlob that is only preferred', asked: { largeBlob: { support: 'preferred' } }, client: {} },
  {
    what: 'largeBlob not supported though required',
    asked: { largeBlob: { support: 'required' } },
    client: { largeBlob: { supported: false } },
    refused: ['10.1.5', 'large-blob-unsupported'],
  },
  {
    what: 'largeBlob without a word though required',
    asked: { largeBlob: { support: 'required' } },
    client: {},
    refused: ['10.1.5', 'large-blob-unsupported'],
  },
  {
    what: 'largeBlob.supported of a text',
    asked: { largeBlob: { support: 'preferred' } },
    client: { largeBlob: { supported: 'yes' } },
    refused: ['10.1.5', malformed],
  },
  {
    what: 'a blob at registration',
    asked: { largeBlob: { support: 'preferred' } },
    client: { largeBlob: { supported: true, blob: text } },
    refused: ['10.1.5', notAsked],
  },
  { what: 'credBlob stored', asked: { credBlob: text }, signed: { credBlob: true }, client: { credBlob: true } },
  {
    what: 'credBlob of bytes',
    asked: { credBlob: text },
    signed: { credBlob: secret },
    refused: ['12.2', malformed],
  },
  {
    what: 'credBlob of the client against the signed one',
    asked: { credBlob: text },
    signed: { credBlob: false },
    client: { credBlob: true },
    refused: ['12.2', 'extension-outputs-contradictory'],
  },
  { what: 'minPinLength of 4', asked: { minPinLength: true }, signed: { minPinLength: 4 } },
  {
    what: 'minPinLength of 3',
    asked: { minPinLength: true },
    signed: { minPinLength: 3 },
    refused: ['12.5', malformed],
  },
  { what: 'credProps', asked: { credProps: true }, client: { credProps: { rk: true } } },
  { what: 'credProps without a word on rk', asked: { credProps: true }, client: { credProps: {} } },
  {
    what: 'credProps.rk of a text',
    asked: { credProps: true },
    client: { credProps: { rk: 'true' } },
    refused: ['10.1.3', malformed],
  },
  {
    what: 'credProps that is true',
    asked: { credProps: true },
    client: { credProps: true },
    refused: ['10.1.3', malformed],
  },
  { what: 'appidExclude', asked: { appidExclude: 'https://example.org/app' }, client: { appidExclude: true } },
  {
    what: 'appidExclude of a text',
    asked: { appidExclude: 'https://example.org/app' },
    client: { appidExclude: 'https://example.org/app' },
    refused: ['10.1.2', malformed],
  },
];

const assertions: readonly Case[] = [
  {
    what: 'prf with one result',
    asked: { prf: one },
    signed: { 'hmac-secret': new Uint8Array(48) },
    client: { prf: { results: { first: text } } },
  },
  {
    what: 'prf with two results in bytes',
    asked: { prf: two },
    client: { prf: { results: { first: secret, second: secret } } },
  },
  { what: 'prf without results', asked: { prf: one }, client: { prf: {} } },
  {
    what: 'prf inputs named for the credential',
    asked: { prf: { ...one, evalByCredential: { [toBase64url(credentialId)]: { first: text, second: text } } } },
    signed: { 'hmac-secret': new Uint8Array(80) },
    client: { prf: { results: { first: text, second: text } } },
  },
  {
    what: 'prf.enabled at an assertion',
    asked: { prf: one },
    client: { prf: { enabled: true } },
    refused: ['10.1.4', notAsked],
  },
  {
    what: 'a second prf result where one was asked',
    asked: { prf: one },
    client: { prf: { results: { first: text, second: text } } },
    refused: ['10.1.4', notAsked],
  },
  {
    what: 'one prf result where two were asked',
    asked: { prf: two },
    client: { prf: { results: { first: text } } },
    refused: ['10.1.4', malformed],
  },
  {
    what: 'a prf result of 31 bytes',
    asked: { prf: one },
    client: { prf: { results: { first: toBase64url(secret.subarray(1)) } } },
    refused: ['10.1.4', malformed],
  },
  {
    what: 'a prf result with padding',
    asked: { prf: one },
    client: { prf: { results: { first: `${text}=` } } },
    refused: ['10.1.4', malformed],
  },
  {
    what: 'an hmac-secret of one salt where two were asked',
    asked: { prf: two },
    signed: { 'hmac-secret': new Uint8Array(48) },
    refused: ['12.7', malformed],
  },
  {
    what: 'hmacGetSecret',
    asked: { hmacGetSecret: { salt1: text } },
    client: { hmacGetSecret: { output1: secret.buffer } },
  },
  {
    what: 'a second hmacGetSecret output where one was asked',
    asked: { hmacGetSecret: { salt1: text } },
    client: { hmacGetSecret: { output1: secret, output2: secret } },
    refused: ['12.7', notAsked],
  },
  { what: 'a blob that was read', asked: { largeBlob: { read: true } }, client: { largeBlob: { blob: text } } },
  { what: 'a blob that could not be read', asked: { largeBlob: { read: true } }, client: { largeBlob: {} } },
  { what: 'a blob that was written', asked: { largeBlob: { write: text } }, client: { largeBlob: { written: true } } },
  {
    what: 'a blob that nobody read',
    asked: { largeBlob: { write: text } },
    client: { largeBlob: { blob: text } },
    refused: ['10.1.5', notAsked],
  },
  {
    what: 'a blob that nobody wrote',
    asked: { largeBlob: { read: true } },
    client: { largeBlob: { written: true } },
    refused: ['10.1.5', notAsked],
  },
  {
    what: 'largeBlob.supported at an assertion',
    asked: { largeBlob: { read: true } },
    client: { largeBlob: { supported: true } },
    refused: ['10.1.5', notAsked],
  },
  {
    what: 'largeBlob.written of 1',
    asked: { largeBlob: { write: text } },
    client: { largeBlob: { written: 1 } },
    refused: ['10.1.5', malformed],
  },
  { what: 'credBlob', asked: { getCredBlob: true }, signed: { credBlob: secret }, client: { getCredBlob: text } },
  { what: 'an empty credBlob', asked: { getCredBlob: true }, signed: { credBlob: new Uint8Array(0) } },
  { what: 'credBlob of true', asked: { getCredBlob: true }, signed: { credBlob: true }, refused: ['12.2', malformed] },
  { what: 'appid', asked: { appid: 'https://example.org/app' }, client: { appid: false } },
  {
    what: 'appid of a text',
    asked: { appid: 'https://example.org/app' },
    client: { appid: 'no' },
    refused: ['10.1.1', malformed],
  },
];

function registered({ asked, signed, client }: Case): RegistrationInput {
  const extensions = signed === undefined ? {} : { extensions: new Map(Object.entries(signed)) as CborMap };
  const sound = registration('packed', { authData: extensions });
  return {
    ...sound,
    response: { ...sound.response, ...(client === undefined ? {} : { clientExtensionResults: client }) },
    expected: { ...sound.expected, extensions: asked },
  };
}

function asserted({ asked, signed, client }: Case): AssertionInput {
  const extensions = signed === undefined ? {} : { extensions: new Map(Object.entries(signed)) as CborMap };
  const sound = assertion({ authData: extensions });
  return {
    ...sound,
    response: { ...sound.response, ...(client === undefined ? {} : { clientExtensionResults: client }) },
    expected: { ...sound.expected, extensions: asked },
  };
}

describe.each([
  ['registration', registrations, (one: Case) => verifyRegistration(registered(one))],
  ['assertion', assertions, (one: Case) => verifyAssertion(asserted(one))],
] as const)('the extension outputs of a %s', (_ceremony, cases, judge) => {
  it.each(cases.filter(({ refused }) => refused === undefined))('are accepted: $what', (one) => {
    expect(judge(one)).toMatchObject({ kind: 'accepted', warnings: [] });
  });

  it.each(cases.filter(({ refused }) => refused !== undefined))('are refused: $what', (one) => {
    const [section, code] = one.refused!;
    expect(judge(one)).toMatchObject({ kind: 'rejected', code, spec: { section } });
  });

  it('are ignored where they were not asked for', () => {
    for (const one of cases) {
      const { kind } = judge({ ...one, asked: {} });
      expect(kind, one.what).toBe('accepted');
    }
  });

  it('need not be there, unless one was enforced or required', () => {
    const left = cases.filter((one) => judge({ what: one.what, asked: one.asked, client: {} }).kind !== 'accepted');
    expect(left.every(({ refused }) => /protect|blob/.test(refused?.[1] ?? 'protect'))).toBe(true);
  });
});

describe('a verdict over extensions', () => {
  it('lists the extensions that were asked for: those that answered passed', () => {
    const input = registered({
      what: 'two',
      asked: { credProps: true, minPinLength: true },
      client: { credProps: { rk: true } },
    });
    const outcomes = verifyRegistration(input)
      .steps.filter(({ spec }) => spec.section.startsWith('10.') || spec.document.startsWith('CTAP'))
      .map(({ spec, outcome }) => `${spec.document} ${spec.section}: ${outcome}`);
    expect(outcomes).toEqual(['CTAP 2.3 12.5: not-requested', 'WebAuthn Level 3 10.1.3: passed']);
  });

  it('remarks on a credential that is not discoverable though that was required', () => {
    const input = registered({ what: 'rk', asked: { credProps: true }, client: { credProps: { rk: false } } });
    const required = { ...input, expected: { ...input.expected, residentKey: 'required' as const } };
    expect(verifyRegistration(required)).toMatchObject({
      kind: 'accepted',
      warnings: [{ code: 'credential-not-discoverable' }],
    });
  });

  it('takes the signed output that a client extension brings as asked for', () => {
    const input = registered({ what: 'prf', asked: { prf: {} }, signed: { 'hmac-secret': true } });
    const strictly = { ...input, expected: { ...input.expected, unsolicitedExtensions: 'refused' as const } };
    expect(verifyRegistration(strictly)).toMatchObject({ kind: 'accepted' });
  });

  it('is reached whatever was asked for and whatever the client says', () => {
    const named = [...registrations, ...assertions].flatMap(({ asked, client }) =>
      Object.entries({ ...asked, ...client }),
    );
    const sound = fc.constantFrom(...named).map(([name, value]) => ({ [name]: value }));
    const wild = fc.constantFrom(...named).chain(([name]) => fc.jsonValue().map((value) => ({ [name]: value })));
    const members = fc
      .array(fc.oneof(sound, wild), { maxLength: 5 })
      .map((all) => Object.assign({}, ...all) as Members);
    const judged = (asked: Members, client: Members): void => {
      const one: Case = { what: 'anything', asked, client, signed: { 'hmac-secret': true, credBlob: secret } };
      expect(['accepted', 'rejected']).toContain(verifyRegistration(registered(one)).kind);
      expect(['accepted', 'rejected']).toContain(verifyAssertion(asserted(one)).kind);
    };
    fc.assert(fc.property(members, members, judged), { seed: 23, numRuns: 300 });
  });
});
