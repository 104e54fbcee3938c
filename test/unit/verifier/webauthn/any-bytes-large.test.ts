import { describe, expect, it } from 'vitest';
import { toBase64url } from '../../../../src/bytes/base64url.ts';
import { concat, utf8 } from '../../../../src/bytes/bytes.ts';
import { crlOf, drawnSerialNumber, testAuthority } from '../../../../src/ceremonies/authority.ts';
import {
  bitString,
  context,
  der,
  derNull,
  derTag,
  integer,
  octetString,
  oid,
  sequence,
  unsigned,
} from '../../../../src/ceremonies/der.ts';
import type { CertificateParts, RegistrationHooks } from '../../../../src/ceremonies/hooks.ts';
import type { RegistrationVariant } from '../../../../src/ceremonies/variant.ts';
import { encodeCbor } from '../../../../src/codec/cbor/encode.ts';
import type { CborKey, CborMap, CborValue } from '../../../../src/codec/cbor/value.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import type { RegistrationInput, RegistrationJsonInput } from '../../../../src/verifier/webauthn/input.ts';
import { verifyAssertion } from '../../../../src/verifier/webauthn/verify-assertion.ts';
import { verifyRegistration } from '../../../../src/verifier/webauthn/verify-registration.ts';
import { AT_MS, made, registrationInput } from '../../ceremonies/sound.ts';
import { assertionCases } from './any-bytes/cases.ts';
import { expectVerdict } from './any-bytes/claims.ts';
import { cpuUsOf, expectBounded } from './any-bytes/cost.ts';
import { cborHead } from './any-bytes/parse-tree.ts';
import { sentBy } from './any-bytes/sent.ts';

const MEGABYTE = 1 << 20;
const random = seededRandom('large');
const filled = (byte: number, length = MEGABYTE): Uint8Array => new Uint8Array(length).fill(byte);
const many = <Value>(count: number, each: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => each(index));

function spoiled(hooks: RegistrationHooks, variant: Partial<RegistrationVariant> = {}): RegistrationInput {
  return registrationInput(made(variant, hooks));
}

const sound = spoiled({});
const soundUs = cpuUsOf(() => verifyRegistration(sound));

function withObject(attestationObject: Uint8Array): RegistrationInput {
  return { ...sound, response: { ...sound.response, attestationObject } };
}

function withClientData(clientDataJSON: Uint8Array | string): RegistrationInput {
  const bytes = typeof clientDataJSON === 'string' ? utf8(clientDataJSON) : clientDataJSON;
  return { ...sound, response: { ...sound.response, clientDataJSON: bytes } };
}

function withStatement(
  change: (statement: CborMap) => CborValue,
  variant: Partial<RegistrationVariant> = {},
): RegistrationInput {
  return spoiled({ statement: (statement) => change(new Map(statement as CborMap)) }, variant);
}

function withLeaf(
  change: (leaf: CertificateParts) => CertificateParts,
  variant: Partial<RegistrationVariant> = {},
): RegistrationInput {
  return spoiled({ certificate: (parts, role) => (role === 'leaf' ? change(parts) : parts) }, variant);
}

function withKey(members: readonly (readonly [CborKey, CborValue])[]): RegistrationInput {
  return spoiled({ publicKey: () => new Map(members) }, { attestation: 'none' });
}

function withJson(
  members: Readonly<Record<string, unknown>>,
  inner: Readonly<Record<string, unknown>> = {},
): RegistrationJsonInput {
  const json = made().response as { readonly response: object };
  return { ...sound, response: { ...json, ...members, response: { ...json.response, ...inner } } };
}

/** SubjectPublicKeyInfo of an RSA key of so many bytes. */
function rsaInfo(modulus: number, exponent: number): Uint8Array {
  const number = (length: number): Uint8Array => filled(0x7f, length);
  const key = sequence(unsigned(number(modulus)), unsigned(number(exponent)));
  return sequence(sequence(oid('1.2.840.113549.1.1.1'), derNull()), bitString(key));
}

function withRsaLeaf(modulus: number, exponent: number): RegistrationInput {
  return spoiled({
    certificate: (parts, role) => (role === 'leaf' ? { ...parts, publicKey: rsaInfo(modulus, exponent) } : parts),
    statement: (statement) => new Map([...(statement as CborMap), ['alg', -257], ['sig', filled(0x55, modulus)]]),
  });
}

function withRsaLeafOf(attestation: 'apple' | 'android-key' | 'tpm', exponent: number): RegistrationInput {
  return withLeaf((leaf) => ({ ...leaf, publicKey: rsaInfo(exponent, exponent) }), { attestation });
}

function chainOf(count: number): RegistrationInput {
  const { intermediateDer } = testAuthority();
  return spoiled({ certificates: ([leaf]) => [leaf!, ...many(count - 1, () => intermediateDer)] });
}

function deepJson(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { value };
  return value;
}

function deepDer(depth: number): Uint8Array {
  let value = integer(1);
  for (let level = 0; level < depth; level += 1) value = sequence(value);
  return value;
}

const compoundPart = {
  fmt: 'packed',
  attStmt: new Map<CborKey, CborValue>([
    ['alg', -7],
    ['sig', filled(1, 70)],
  ]),
};
const partOf = (fmt: string, attStmt: CborValue): CborMap =>
  new Map<CborKey, CborValue>([
    ['fmt', fmt],
    ['attStmt', attStmt],
  ]);
const compound = { attestation: 'compound' } as const;

const registrations: readonly (readonly [what: string, make: () => RegistrationInput | RegistrationJsonInput])[] = [
  ['arrays of CBOR nested a million times', () => withObject(filled(0x81))],
  ['maps of CBOR nested without end', () => withObject(filled(0xa1))],
  ['tags nested a million times', () => withObject(filled(0xc1))],
  ['arrays without end nested a million times', () => withObject(filled(0x9f))],
  [
    'an array that says it has 2^53 members',
    () => withObject(concat(Uint8Array.of(0x9b, 0, 0x20, 0, 0, 0, 0, 0, 0), filled(0))),
  ],
  ['an array of a million members', () => withObject(concat(cborHead(4, MEGABYTE), filled(0)))],
  [
    'a statement of 100,000 members',
    () => withStatement((statement) => new Map([...statement, ...many(100_000, (index) => [index, index] as const)])),
  ],
  [
    'a statement with a megabyte of text',
    () => withStatement((statement) => statement.set('alg', 'a'.repeat(MEGABYTE))),
  ],
  [
    'a format with a megabyte of name',
    () => spoiled({ attestationObject: (object) => object.set('fmt', 'f'.repeat(MEGABYTE)) }),
  ],
  ['a statement key of a megabyte', () => withStatement((statement) => statement.set('k'.repeat(MEGABYTE), 1))],
  ['a signature of a megabyte', () => withStatement((statement) => statement.set('sig', filled(0x30)))],
  [
    'authenticator data of a megabyte',
    () => spoiled({ attestationObject: (object) => object.set('authData', filled(0xff)) }),
  ],
  [
    'extensions of a megabyte',
    () =>
      spoiled({
        authenticatorData: (parts) => ({
          ...parts,
          flags: parts.flags | 0x80,
          extensions: encodeCbor(new Map([['x'.repeat(MEGABYTE), filled(1)]])),
        }),
      }),
  ],
  [
    '100,000 extensions',
    () =>
      spoiled({
        authenticatorData: (parts) => ({
          ...parts,
          flags: parts.flags | 0x80,
          extensions: encodeCbor(new Map(many(100_000, (index) => [`x${index}`, true]))),
        }),
      }),
  ],
  ['client data of a megabyte of brackets', () => withClientData(filled(0x5b))],
  [
    'client data of objects nested 100,000 times',
    () => withClientData(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
  ],
  [
    'client data with a member nested 100,000 times',
    () => withClientData(`{"type":"webauthn.create","extra":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
  ],
  [
    'client data that repeats a member 100,000 times',
    () => withClientData(`{${many(100_000, () => '"challenge":"AA"').join()}}`),
  ],
  [
    'client data of 100,000 members',
    () => withClientData(`{${many(100_000, (index) => `"m${index}":${index}`).join()}}`),
  ],
  [
    'client data with an origin of a megabyte',
    () => spoiled({ clientData: (members) => new Map([...members, ['origin', `https://${'o'.repeat(MEGABYTE)}`]]) }),
  ],
  ['client data of backslashes', () => withClientData(`{"a":"${'\\\\'.repeat(MEGABYTE / 2)}`)],
  ['client data of quotation marks', () => withClientData(filled(0x22))],
  ['client data of spaces', () => withClientData(concat(filled(0x20), utf8('{}')))],
  ['client data of bytes that are no UTF-8', () => withClientData(filled(0xff))],
  ['a chain of 20 certificates', () => chainOf(20)],
  ['a chain of 100 certificates', () => chainOf(100)],
  ['a chain of 1,000 certificates', () => chainOf(1000)],
  [
    '20 certificates of a megabyte of zeros',
    () =>
      withStatement((statement) =>
        statement.set(
          'x5c',
          many(20, () => filled(0, MEGABYTE / 20)),
        ),
      ),
  ],
  [
    'a chain of 100,000 empty certificates',
    () =>
      withStatement((statement) =>
        statement.set(
          'x5c',
          many(100_000, () => new Uint8Array(0)),
        ),
      ),
  ],
  ['an RSA key of 16,384 bits in a certificate', () => withRsaLeaf(2048, 8)],
  ['an RSA key whose exponent is as long as its modulus', () => withRsaLeaf(384, 384)],
  ['an RSA key with a modulus of a million bits', () => withRsaLeaf(125_000, 3)],
  ['an RSA key of a megabyte with an exponent of one', () => withRsaLeaf(MEGABYTE / 2, MEGABYTE / 2)],
  ['an RSA key with an exponent of 100,000 bytes where no signature is (apple)', () => withRsaLeafOf('apple', 100_000)],
  ['an RSA key with an exponent of 100,000 bytes (android-key)', () => withRsaLeafOf('android-key', 100_000)],
  ['an RSA key with an exponent of 100,000 bytes (tpm)', () => withRsaLeafOf('tpm', 100_000)],
  [
    'a certificate of 10,000 extensions',
    () =>
      withLeaf((leaf) => ({
        ...leaf,
        extensions: [
          ...leaf.extensions,
          ...many(10_000, (index) => ({ oid: `1.2.3.${index}`, critical: false, value: Uint8Array.of(index) })),
        ],
      })),
  ],
  [
    'a certificate that repeats an extension 10,000 times',
    () => withLeaf((leaf) => ({ ...leaf, extensions: many(10_000, () => leaf.extensions[0]!) })),
  ],
  [
    'a certificate whose extension is a megabyte',
    () =>
      withLeaf((leaf) => ({ ...leaf, extensions: leaf.extensions.map((each) => ({ ...each, value: filled(0x30) })) })),
  ],
  [
    'a certificate whose names have 10,000 attributes',
    () => withLeaf((leaf) => ({ ...leaf, subject: many(10_000, () => leaf.subject[0]!) })),
  ],
  [
    'a certificate with a name of a megabyte',
    () => withLeaf((leaf) => ({ ...leaf, subject: [{ ...leaf.subject[0]!, text: 'n'.repeat(MEGABYTE) }] })),
  ],
  [
    'a certificate with a serial number of a megabyte',
    () => withLeaf((leaf) => ({ ...leaf, serialNumber: filled(1) })),
  ],
  [
    'a certificate with an object identifier of a megabyte',
    () =>
      withLeaf((leaf) => ({
        ...leaf,
        publicKey: sequence(sequence(der(derTag.objectIdentifier, filled(0x01))), bitString(filled(4, 65))),
      })),
  ],
  ['a certificate that is nested 10,000 times', () => withLeaf((leaf) => ({ ...leaf, publicKey: deepDer(10_000) }))],
  [
    'a TPM certificate with 10,000 alternative names',
    () =>
      withLeaf(
        (leaf) => ({
          ...leaf,
          extensions: leaf.extensions.map((each) =>
            each.oid === '2.5.29.17'
              ? { ...each, value: sequence(...many(10_000, () => context(4, sequence()))) }
              : each,
          ),
        }),
        { attestation: 'tpm' },
      ),
  ],
  [
    'TPM structures of a megabyte',
    () => spoiled({ formatPart: (_name, part) => concat(part, filled(0xff)) }, { attestation: 'tpm' }),
  ],
  [
    'a key description nested 10,000 times',
    () => spoiled({ formatPart: () => deepDer(10_000) }, { attestation: 'android-key' }),
  ],
  [
    'a key description of a megabyte',
    () => spoiled({ formatPart: () => sequence(octetString(filled(0x30))) }, { attestation: 'android-key' }),
  ],
  [
    'a key description of 100,000 integers',
    () => spoiled({ formatPart: () => sequence(...many(100_000, () => integer(3))) }, { attestation: 'android-key' }),
  ],
  ['an Apple nonce of a megabyte', () => spoiled({ formatPart: () => filled(0x04) }, { attestation: 'apple' })],
  [
    'a SafetyNet response of a megabyte',
    () => withStatement((statement) => statement.set('response', filled(0x2e)), { attestation: 'android-safetynet' }),
  ],
  [
    'a SafetyNet payload that is deep',
    () => spoiled({ formatPart: () => utf8('['.repeat(100_000)) }, { attestation: 'android-safetynet' }),
  ],
  [
    'a SafetyNet header of 1,000 certificates',
    () =>
      withStatement(
        (statement) => {
          const [, payload, signature] = new TextDecoder().decode(statement.get('response') as Uint8Array).split('.');
          const x5c = many(1000, () => Buffer.from(testAuthority().rootDer).toString('base64'));
          return statement.set(
            'response',
            utf8(`${toBase64url(utf8(JSON.stringify({ alg: 'ES256', x5c })))}.${payload}.${signature}`),
          );
        },
        { attestation: 'android-safetynet' },
      ),
  ],
  [
    'compound of 1,000 parts',
    () => spoiled({ statement: (statement) => many(1000, () => (statement as CborValue[])[0]!) }, compound),
  ],
  [
    'compound within compound',
    () => spoiled({ statement: (statement) => many(4, () => partOf('compound', statement)) }, compound),
  ],
  [
    'compound of eight parts, each of twenty certificates',
    () =>
      spoiled(
        {
          certificates: ([leaf]) => [leaf!, ...many(19, () => testAuthority().intermediateDer)],
          statement: (statement) =>
            many(
              8,
              () =>
                (statement as CborMap[]).find((part) => part.get('fmt') === 'packed') ??
                partOf(compoundPart.fmt, compoundPart.attStmt),
            ),
        },
        compound,
      ),
  ],
  [
    'an RSA credential key of a megabyte',
    () =>
      withKey([
        [1, 3],
        [3, -257],
        [-1, filled(0xff)],
        [-2, Uint8Array.of(1, 0, 1)],
      ]),
  ],
  [
    'an RSA credential key of 8,192 bits with an exponent as long',
    () =>
      withKey([
        [1, 3],
        [3, -257],
        [-1, filled(0xff, 1024)],
        [-2, filled(0xff, 1024)],
      ]),
  ],
  [
    'an RSA credential key with a modulus of 16,384 bits',
    () =>
      withKey([
        [1, 3],
        [3, -257],
        [-1, filled(0xff, 2048)],
        [-2, Uint8Array.of(1, 0, 1)],
      ]),
  ],
  [
    'a point with coordinates of a megabyte',
    () =>
      withKey([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, filled(1)],
        [-3, filled(2)],
      ]),
  ],
  [
    'an Edwards point of a megabyte',
    () =>
      withKey([
        [1, 1],
        [3, -8],
        [-1, 6],
        [-2, filled(1)],
      ]),
  ],
  [
    'an ML-DSA key of a megabyte',
    () =>
      withKey([
        [1, 7],
        [3, -48],
        [-1, filled(1)],
      ]),
  ],
  ['a rawId of a megabyte', () => withJson({ rawId: 'A'.repeat(MEGABYTE) })],
  ['an id of a megabyte', () => withJson({ id: '='.repeat(MEGABYTE) })],
  ['100,000 transports', () => withJson({}, { transports: many(100_000, (index) => `t${index}`) })],
  [
    'extension results nested 100,000 times',
    () => withJson({ clientExtensionResults: { prf: deepJson(100_000), credProps: deepJson(100_000) } }),
  ],
  [
    '100,000 extension results',
    () => withJson({ clientExtensionResults: Object.fromEntries(many(100_000, (index) => [`x${index}`, index])) }),
  ],
  [
    'a response that is deep throughout',
    () => withJson({}, { clientDataJSON: deepJson(100_000), attestationObject: deepJson(100_000) }),
  ],
  ['a body that is deep throughout', () => ({ ...sound, response: deepJson(100_000) })],
];

describe('a registration that is large, deep or of many parts', { timeout: 300_000 }, () => {
  it.each(registrations)('ends in a verdict that is bounded: %s', (_what, make) => {
    const input = make();
    expectBounded(soundUs, sizeOf(input), () => expectVerdict(verifyRegistration(input)));
  });

  it('is judged by a list of 100,000 revoked certificates', () => {
    const serials = many(100_000, () => drawnSerialNumber(random));
    const inOrder = crlOf(testAuthority(), serials, AT_MS - 1000, AT_MS + 1000);
    const crls = [inOrder, crlOf(testAuthority(), [], AT_MS - 1000, AT_MS + 1000, 'root')];
    const judged = (list: readonly Uint8Array[]) =>
      verifyRegistration({
        ...sound,
        expected: {
          ...sound.expected,
          attestation: { ...sound.expected.attestation, revocation: { crls: list, required: true } },
        },
      });
    expectBounded(soundUs, inOrder.length, () => expect(judged(crls).kind).toBe('accepted'));
  });
});

/** Bytes of a response; a megabyte where it is JSON. */
function sizeOf({ response }: RegistrationInput | RegistrationJsonInput): number {
  const { attestationObject, clientDataJSON } = response as Partial<RegistrationInput['response']>;
  return attestationObject === undefined || clientDataJSON === undefined
    ? MEGABYTE
    : attestationObject.length + clientDataJSON.length;
}

const base = assertionCases()[0]!;
const soundAssertion = sentBy(base.tree) as { readonly response: object };
const asserted = (response: unknown, more: object = {}) =>
  verifyAssertion({ response, expected: base.expected, credential: base.credential, ...more });
const assertionUs = cpuUsOf(() => asserted(soundAssertion));
const megabyteText = toBase64url(filled(0x30));

const assertions: readonly (readonly [what: string, response: unknown])[] = [
  ...(['clientDataJSON', 'authenticatorData', 'signature', 'userHandle'] as const).flatMap((name) => [
    [
      `${name} of a megabyte`,
      { ...soundAssertion, response: { ...soundAssertion.response, [name]: megabyteText } },
    ] as const,
    [
      `${name} that is deep`,
      { ...soundAssertion, response: { ...soundAssertion.response, [name]: deepJson(100_000) } },
    ] as const,
  ]),
  [
    'extension results that are deep',
    {
      ...soundAssertion,
      clientExtensionResults: { prf: deepJson(100_000), largeBlob: deepJson(100_000), appid: deepJson(100_000) },
    },
  ],
  ['a largeBlob of a megabyte', { ...soundAssertion, clientExtensionResults: { largeBlob: { blob: megabyteText } } }],
  ['a rawId of a megabyte', { ...soundAssertion, rawId: megabyteText }],
  ['a text of a megabyte', megabyteText],
];

describe('an assertion that is large, deep or of many parts', () => {
  it.each(assertions)('ends in a verdict that is bounded: %s', (_what, response) => {
    expectBounded(assertionUs, MEGABYTE, () => expectVerdict(asserted(response)));
  });

  it('ends in a verdict that is bounded with a stored key that is huge', () => {
    const publicKey = encodeCbor(
      new Map<CborKey, CborValue>([
        [1, 3],
        [3, -257],
        [-1, filled(0xff)],
        [-2, filled(0xff)],
      ]),
    );
    const credential = { ...base.credential, publicKey };
    expectBounded(assertionUs, 2 * MEGABYTE, () => expectVerdict(asserted(soundAssertion, { credential })));
  });

  it('may name one of 100,000 credentials that are allowed', () => {
    const allowCredentials = [...many(100_000, () => random.bytes(32)), base.credential.id];
    const expected = { ...base.expected, allowCredentials };
    expectBounded(assertionUs, 3 * MEGABYTE, () =>
      expect(asserted(soundAssertion, { expected }).kind).toBe('accepted'),
    );
  });
});
