import { concat } from '../../bytes/bytes.ts';
import { decodeCbor } from '../../codec/cbor/decode.ts';
import { encodeDeparting } from '../../codec/cbor/depart.ts';
import type { DepartureKind } from '../../codec/cbor/departure.ts';
import { encodeCbor } from '../../codec/cbor/encode.ts';
import type { CborValue } from '../../codec/cbor/value.ts';
import type { RegistrationHooks } from '../hooks.ts';
import type { RegistrationSpoil, SpoiledStep } from '../spoil.ts';
import type { AttestationKind } from '../variant.ts';
import { clause, registrationStep } from './shared-spoil.ts';

type Level = RegistrationSpoil['level'];

const huge = new Uint8Array(8).fill(0xff);

const keySteps: readonly SpoiledStep[] = [clause('6.5.1'), clause('6.5.1.1'), clause('6.1'), registrationStep('20')];

const objectSteps: readonly SpoiledStep[] = [
  registrationStep('13'),
  registrationStep('21'),
  registrationStep('22'),
  clause('6.1'),
  clause('6.5'),
  clause('6.5.4'),
  clause('5.1'),
];

/** Departures in bytes that a tolerant reader takes for what they were; CTAP2 binds the authenticator to the canonical form, nothing binds the relying party to demand it. */
const tolerable: ReadonlySet<DepartureKind> = new Set([
  'non-minimal-integer',
  'non-minimal-length',
  'unsorted-keys',
  'duplicate-key',
  'indefinite-length',
  'tag',
  'float',
  // Well-formed, and to check more is the reader's choice (RFC 8949 section 5.3.1).
  'invalid-utf8',
  'trailing-bytes',
]);

/** Where a departure is made in an attestation object: the object itself, and its members (`fmt` is item 1, `attStmt` 2, `authData` 3). */
const inObject: readonly (readonly [name: string, says: string, kind: DepartureKind, at: number])[] = [
  ['tagged', 'the attestation object has a tag', 'tag', 0],
  ['fmt-tagged', 'fmt has a tag', 'tag', 1],
  ['statement-tagged', 'attStmt has a tag', 'tag', 2],
  ['auth-data-tagged', 'authData has a tag', 'tag', 3],
  ['head-not-minimal', 'the map of the attestation object has a longer head than it needs', 'non-minimal-length', 0],
  ['key-not-minimal', 'the key fmt has a longer head than it needs', 'non-minimal-length', 1],
  ['indefinite', 'the attestation object is a map of indefinite length', 'indefinite-length', 0],
  ['fmt-indefinite', 'fmt is a text of indefinite length', 'indefinite-length', 2],
  ['unsorted', 'the keys of the attestation object are not in canonical order', 'unsorted-keys', 0],
  ['fmt-twice', 'fmt comes twice', 'duplicate-key', 0],
  ['auth-data-twice', 'authData comes twice', 'duplicate-key', 2],
  ['trailing-byte', 'a byte follows the attestation object', 'trailing-bytes', 0],
  ['undefined', 'the attestation object is undefined', 'undefined', 0],
  ['auth-data-undefined', 'authData is undefined', 'undefined', 3],
  ['simple-value', 'the attestation object is an unassigned simple value', 'simple-value', 0],
  ['statement-simple-value', 'attStmt is an unassigned simple value', 'simple-value', 2],
  ['invalid-utf8', 'fmt is no UTF-8', 'invalid-utf8', 0],
  ['too-deep', 'the attestation object is within five arrays', 'too-deep', 0],
  ['statement-too-deep', 'attStmt is within four arrays', 'too-deep', 2],
  ['truncated', 'the attestation object lacks its last byte', 'truncated', 0],
  ['truncated-more', 'the attestation object lacks its last forty bytes', 'truncated', 39],
];

const inKey: readonly (readonly [name: string, says: string, kind: DepartureKind, at: number])[] = [
  ['integer-not-minimal', 'the label kty has a longer head than it needs', 'non-minimal-integer', 0],
  ['length-not-minimal', 'the map of the public key has a longer head than it needs', 'non-minimal-length', 0],
  ['unsorted', 'the labels of the public key are not in canonical order', 'unsorted-keys', 0],
  ['kty-twice', 'kty comes twice', 'duplicate-key', 0],
  ['alg-twice', 'alg comes twice', 'duplicate-key', 1],
  ['indefinite', 'the public key is a map of indefinite length', 'indefinite-length', 0],
  ['tagged', 'the public key has a tag', 'tag', 0],
  ['kty-float', 'kty is a floating-point number', 'float', 0],
  ['alg-float', 'alg is a floating-point number', 'float', 1],
  ['undefined', 'the public key is undefined', 'undefined', 0],
  ['alg-simple-value', 'alg is an unassigned simple value', 'simple-value', 2],
  ['too-deep', 'the public key is within arrays', 'too-deep', 0],
];

/** Registrations whose CBOR leaves the canonical form, or the shape of an attestation object. */
export const cborSpoils: readonly RegistrationSpoil[] = [
  ...inObject.map(([name, says, kind, at]) =>
    object(name, says, levelOf(kind), { attestationObjectBytes: (sound) => departed(sound, kind, at) }),
  ),
  object(
    'statement-integer-not-minimal',
    'alg of the statement has a longer head than it needs',
    'SHOULD',
    { attestationObjectBytes: (sound) => departed(sound, 'non-minimal-integer', 0) },
    ['packed-self'],
  ),
  object(
    'statement-float',
    'alg of the statement is a floating-point number',
    'SHOULD',
    { attestationObjectBytes: (sound) => departed(sound, 'float', 0) },
    ['packed-self'],
  ),
  ...inKey.map(
    ([name, says, kind, at]): RegistrationSpoil => ({
      ceremony: 'registration',
      id: `cbor.public-key.${name}`,
      says,
      level: levelOf(kind),
      steps: keySteps,
      needs: { kinds: ['none'] },
      hooks: {
        authenticatorData: (sound) =>
          sound.attested === undefined
            ? sound
            : { ...sound, attested: { ...sound.attested, publicKey: departed(sound.attested.publicKey, kind, at) } },
      },
    }),
  ),
  ...shapes(),
  ...sizes(),
];

function shapes(): RegistrationSpoil[] {
  const having = (
    name: string,
    says: string,
    member: string,
    value: (sound: CborValue | undefined) => CborValue,
    level: Level = 'MUST',
  ): RegistrationSpoil =>
    object(name, says, level, {
      attestationObject: (sound) => new Map([...sound, [member, value(sound.get(member))]]),
    });
  const missing = (member: string): RegistrationSpoil =>
    object(
      `${member === 'authData' ? 'auth-data' : member === 'attStmt' ? 'statement' : member}-missing`,
      `${member} is missing`,
      'MUST',
      {
        attestationObject: (sound) => new Map([...sound].filter(([name]) => name !== member)),
      },
    );
  return [
    missing('fmt'),
    missing('attStmt'),
    missing('authData'),
    having('fmt-bytes', 'fmt is a byte string', 'fmt', (sound) => new Uint8Array(Buffer.from(String(sound)))),
    having('fmt-null', 'fmt is null', 'fmt', () => null),
    having('fmt-unknown', 'fmt is spoiled', 'fmt', () => 'spoiled'),
    having('fmt-empty', 'fmt is empty', 'fmt', () => ''),
    having('fmt-upper-case', 'fmt is in upper case', 'fmt', (sound) => String(sound).toUpperCase()),
    having('statement-null', 'attStmt is null', 'attStmt', () => null),
    having('statement-text', 'attStmt is a text', 'attStmt', () => 'spoiled'),
    having('statement-bytes', 'attStmt is a byte string of its map', 'attStmt', (sound) => encodeCbor(sound ?? null)),
    having('auth-data-text', 'authData is a text', 'authData', (sound) =>
      Buffer.from(sound as Uint8Array).toString('base64url'),
    ),
    having('auth-data-array', 'authData is an array of its bytes', 'authData', (sound) => [...(sound as Uint8Array)]),
    having('auth-data-null', 'authData is null', 'authData', () => null),
    having('auth-data-wrapped', 'authData is CBOR within its byte string', 'authData', (sound) =>
      encodeCbor(sound ?? null),
    ),
    having('extra-member', 'the attestation object has the member spoiled', 'spoiled', () => true, 'SHOULD'),
    object('array', 'the attestation object is an array', 'MUST', {
      attestationObject: (sound) => [...sound.values()],
    }),
    object('numbered', 'the attestation object has the keys 1 to 3, as at a key', 'MUST', {
      attestationObject: (sound) =>
        new Map([
          [1, sound.get('fmt') ?? null],
          [2, sound.get('authData') ?? null],
          [3, sound.get('attStmt') ?? null],
        ]),
    }),
    object('json', 'the attestation object is JSON', 'MUST', {
      attestationObjectBytes: () => new Uint8Array(Buffer.from('{"fmt":"none","attStmt":{},"authData":""}')),
    }),
    object('with-status', 'the attestation object has the status byte of CTAP before it', 'MUST', {
      attestationObjectBytes: (sound) => concat(Uint8Array.of(0), sound),
    }),
  ];
}

function sizes(): RegistrationSpoil[] {
  const opened = (name: string, says: string, statement: (sound: Uint8Array) => Uint8Array): RegistrationSpoil =>
    object(name, says, 'MUST', { attestationObjectBytes: statement });
  const before = Uint8Array.of(
    0xa3,
    0x63,
    0x66,
    0x6d,
    0x74,
    0x64,
    0x6e,
    0x6f,
    0x6e,
    0x65,
    0x67,
    ...Buffer.from('attStmt'),
  );
  return [
    opened('nested-arrays', 'attStmt is 20,000 arrays, each within the next', () =>
      concat(before, new Uint8Array(20_000).fill(0x81), Uint8Array.of(0xf6)),
    ),
    opened('nested-maps', 'attStmt is 20,000 maps, each within the next', () =>
      concat(
        before,
        new Uint8Array(40_000).map((_, index) => (index % 2 === 0 ? 0xa1 : 0x00)),
        Uint8Array.of(0xf6),
      ),
    ),
    opened('nested-tags', 'attStmt has 20,000 tags', () =>
      concat(before, new Uint8Array(20_000).fill(0xc6), Uint8Array.of(0xa0)),
    ),
    opened('huge-bytes', 'attStmt is a byte string of 2^64-1 bytes that are not there', () =>
      concat(before, Uint8Array.of(0x5b, ...huge)),
    ),
    opened('huge-array', 'attStmt is an array of 2^32-1 values that are not there', () =>
      concat(before, Uint8Array.of(0x9a, ...huge.slice(4))),
    ),
    opened('huge-map', 'attStmt is a map of 2^64-1 members that are not there', () =>
      concat(before, Uint8Array.of(0xbb, ...huge)),
    ),
    opened('huge-text', 'attStmt is a text of 2^31 bytes that are not there', () =>
      concat(before, Uint8Array.of(0x7a, 0x80, 0, 0, 0)),
    ),
    opened('reserved-head', 'attStmt has a head whose length is a reserved one', () =>
      concat(before, Uint8Array.of(0xbc)),
    ),
    opened('break-alone', 'attStmt is a break', () => concat(before, Uint8Array.of(0xff))),
    opened('head-alone', 'the attestation object is the head of a map', () => Uint8Array.of(0xa3)),
    opened('zeros', 'the attestation object is all zeros', (sound) => new Uint8Array(sound.length)),
  ];
}

function object(
  name: string,
  says: string,
  level: Level,
  hooks: RegistrationHooks,
  kinds?: readonly AttestationKind[],
): RegistrationSpoil {
  return {
    ceremony: 'registration',
    id: `cbor.object.${name}`,
    says,
    level,
    steps: objectSteps,
    // Where no attestation was asked for, a relying party may leave fmt and attStmt unread.
    needs: { kinds: kinds ?? ['none'], ...(/^(fmt|statement)-/.test(name) ? { attestation: true } : {}) },
    hooks,
  };
}

function levelOf(kind: DepartureKind): Level {
  return tolerable.has(kind) ? 'SHOULD' : 'MUST';
}

function departed(sound: Uint8Array, kind: DepartureKind, at: number): Uint8Array {
  const spoiled = encodeDeparting(decodeCbor(sound), kind, at);
  if (spoiled === undefined) throw new RangeError(`cbor: expected a place for ${kind} at ${at}, found none`);
  return spoiled;
}
