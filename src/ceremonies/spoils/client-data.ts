import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import { concat, fromUtf8, utf8 } from '../../bytes/bytes.ts';
import type { Random } from '../../env/env.ts';
import type { ClientDataMembers } from '../hooks.ts';
import type { AssertionSpoil, RegistrationSpoil } from '../spoil.ts';
import {
  assertionStep,
  clause,
  inAssertion,
  inRegistration,
  registrationStep,
  type SharedSpoil,
} from './shared-spoil.ts';

/** The step of each duty over client data: in section 7.1, in section 7.2. */
const duties = {
  text: ['5', '8'],
  json: ['6', '9'],
  type: ['7', '10'],
  challenge: ['8', '11'],
  origin: ['9', '12'],
  crossOrigin: ['10', '13'],
  framed: ['11.1', '14.1'],
  topOrigin: ['11.2', '14.2'],
} as const;
type Duty = keyof typeof duties;
type Level = SharedSpoil['level'];

const foreign = 'https://foreign.example';

const mark = Uint8Array.of(0xef, 0xbb, 0xbf);

const sharedSpoils: readonly SharedSpoil[] = [
  ...typeSpoils(),
  ...challengeSpoils(),
  ...originSpoils(),
  ...framingSpoils(),
  ...textSpoils(),
];

/** Registrations whose client data is spoiled. */
export const clientDataRegistrationSpoils: readonly RegistrationSpoil[] = [
  inRegistration(valueSpoil('type', 'of-assertion', 'type is webauthn.get', () => 'webauthn.get')),
  inRegistration(
    valueSpoil('type', 'of-u2f', 'type is navigator.id.finishEnrollment', () => 'navigator.id.finishEnrollment'),
  ),
  ...sharedSpoils.map(inRegistration),
];

/** Assertions whose client data is spoiled. */
export const clientDataAssertionSpoils: readonly AssertionSpoil[] = [
  inAssertion(valueSpoil('type', 'of-registration', 'type is webauthn.create', () => 'webauthn.create')),
  inAssertion(valueSpoil('type', 'of-u2f', 'type is navigator.id.getAssertion', () => 'navigator.id.getAssertion')),
  inAssertion(valueSpoil('type', 'of-payment', 'type is payment.get', () => 'payment.get')),
  ...sharedSpoils.map(inAssertion),
];

function typeSpoils(): SharedSpoil[] {
  return [
    missing('type'),
    valueSpoil('type', 'null', 'type is null', () => null),
    valueSpoil('type', 'empty', 'type is empty', () => ''),
    valueSpoil('type', 'array', 'type is an array of the right text', (sound) => [sound]),
    valueSpoil('type', 'upper-case', 'type is in upper case', (sound) => sound.toUpperCase()),
    valueSpoil('type', 'longer', 'type is the right text and more', (sound) => `${sound}.spoiled`),
    valueSpoil('type', 'prefixed', 'type is the right text with another before it', (sound) => `spoiled.${sound}`),
    valueSpoil('type', 'shorter', 'type is webauthn', () => 'webauthn'),
    valueSpoil('type', 'spaced', 'type is the right text and a space', (sound) => `${sound} `),
  ];
}

function challengeSpoils(): SharedSpoil[] {
  return [
    missing('challenge'),
    valueSpoil('challenge', 'null', 'challenge is null', () => null),
    valueSpoil('challenge', 'empty', 'challenge is empty', () => ''),
    valueSpoil('challenge', 'array', 'challenge is an array of the right text', (sound) => [sound]),
    valueSpoil('challenge', 'of-another-ceremony', 'challenge is one that was not issued', (sound, random) =>
      toBase64url(random.bytes(fromBase64url(sound).length)),
    ),
    valueSpoil('challenge', 'zeros', 'challenge is all zeros', (sound) =>
      toBase64url(new Uint8Array(fromBase64url(sound).length)),
    ),
    valueSpoil('challenge', 'truncated', 'challenge is the first half of the right one', (sound) =>
      sound.slice(0, Math.floor(sound.length / 2)),
    ),
    valueSpoil('challenge', 'extended', 'challenge is the right one and a byte', (sound) =>
      toBase64url(concat(fromBase64url(sound), Uint8Array.of(0))),
    ),
    valueSpoil('challenge', 'tail-other', 'challenge has another second half', (sound, random) => {
      const bytes = fromBase64url(sound);
      const half = bytes.length >> 1;
      return toBase64url(concat(bytes.subarray(0, half), random.bytes(bytes.length - half)));
    }),
    valueSpoil('challenge', 'head-other', 'challenge has another first half', (sound, random) => {
      const bytes = fromBase64url(sound);
      const half = bytes.length >> 1;
      return toBase64url(concat(random.bytes(half), bytes.subarray(half)));
    }),
    shared(
      'client-data.challenge.in-prototype',
      'challenge stands within a member named __proto__',
      ['json', 'challenge'],
      'MUST',
      {
        clientData: (sound) =>
          new Map(
            [...sound].map(([name, value]) =>
              name === 'challenge' ? ['__proto__', { [name]: value }] : [name, value],
            ),
          ),
      },
    ),
    // Other spellings of the same bytes: whoever decodes the challenge takes them for equal.
    valueSpoil(
      'challenge',
      'padded',
      'challenge is base64url with padding',
      (sound) => sound.padEnd(sound.length + (4 - (sound.length % 4)), '='),
      'SHOULD',
    ),
    valueSpoil(
      'challenge',
      'standard-alphabet',
      'challenge is base64 of the standard alphabet with padding',
      inBase64,
      'SHOULD',
    ),
    valueSpoil('challenge', 'other-case', 'challenge is in the other case', (sound) =>
      sound.replace(/[a-z]/gi, (letter) =>
        letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
      ),
    ),
    valueSpoil('challenge', 'hexadecimal', 'challenge is written in hexadecimal', (sound) =>
      Buffer.from(sound, 'base64url').toString('hex'),
    ),
    valueSpoil('challenge', 'encoded-twice', 'challenge is base64url of the base64url', (sound) =>
      toBase64url(utf8(sound)),
    ),
  ];
}

function originSpoils(): SharedSpoil[] {
  const spoil = (name: string, says: string, spoiled: (sound: string) => unknown, level?: Level): SharedSpoil =>
    valueSpoil('origin', name, says, spoiled, level);
  return [
    missing('origin'),
    spoil('null', 'origin is null', () => null),
    spoil('null-text', 'origin is the text null', () => 'null'),
    spoil('empty', 'origin is empty', () => ''),
    spoil('array', 'origin is an array of the right one', (sound) => [sound]),
    spoil('foreign', 'origin is https://foreign.example', () => foreign),
    // Section 13.4.9 lets a party of many hosts expect all that are within its RP ID.
    spoil(
      'subdomain',
      'origin is a subdomain of the right host',
      (sound) => sound.replace('://', '://spoiled.'),
      'SHOULD',
    ),
    spoil(
      'lookalike-suffix',
      'origin is the right one, a dot and foreign.example',
      (sound) => `${sound}.foreign.example`,
    ),
    spoil('lookalike-prefix', 'origin ends in the right host, without a dot before it', (sound) =>
      sound.replace('://', '://spoiled'),
    ),
    spoil('in-path', 'origin is a foreign one with the right one as its path', (sound) => `${foreign}/${sound}`),
    spoil('in-userinfo', 'origin has the right host before an @', (sound) => `${sound}@foreign.example`),
    spoil('with-path', 'origin is the right one and a path', (sound) => `${sound}/login`),
    spoil(
      'with-null-character',
      'origin is the right one, U+0000 and foreign.example',
      (sound) => `${sound}\0foreign.example`,
    ),
    spoil('other-scheme', 'origin has http for https, or https for http', (sound) =>
      sound.startsWith('https:') ? sound.replace('https:', 'http:') : sound.replace('http:', 'https:'),
    ),
    spoil('without-scheme', 'origin is the host alone', (sound) => sound.replace(/^[a-z]+:\/\//, '')),
    spoil(
      'other-port',
      'origin has another port',
      (sound) => `${sound.replace(/:\d+$/, '')}:${sound.endsWith(':8443') ? 9443 : 8443}`,
    ),
    spoil('trailing-dot', 'origin has a dot after the host', (sound) => sound.replace(/(:\d+)?$/, '.$1')),
    // What follow are other spellings of the same origin: whoever parses origins may take them for equal.
    spoil('default-port', 'origin has :443 written out', (sound) => `${sound.replace(/:\d+$/, '')}:443`, 'SHOULD'),
    spoil('trailing-slash', 'origin has a slash at its end', (sound) => `${sound}/`, 'SHOULD'),
    spoil('upper-case', 'origin is in upper case', (sound) => sound.toUpperCase(), 'SHOULD'),
    spoil('spaced', 'origin has a space before it', (sound) => ` ${sound}`, 'SHOULD'),
  ];
}

function framingSpoils(): SharedSpoil[] {
  return [
    {
      ...framing('cross-origin.unexpected', 'crossOrigin is true though no frame is expected', ['crossOrigin'], {
        crossOrigin: true,
      }),
      needs: { unframed: true },
    },
    framing(
      'cross-origin.text',
      'crossOrigin is the text true',
      ['json', 'crossOrigin'],
      { crossOrigin: 'true' },
      'SHOULD',
    ),
    framing('cross-origin.number', 'crossOrigin is 1', ['json', 'crossOrigin'], { crossOrigin: 1 }, 'SHOULD'),
    framing(
      'top-origin.foreign',
      'crossOrigin is true and topOrigin is https://foreign.example',
      ['crossOrigin', 'framed', 'topOrigin'],
      { crossOrigin: true, topOrigin: foreign },
    ),
    framing(
      'top-origin.without-cross-origin',
      'topOrigin is https://foreign.example beside crossOrigin false',
      ['framed', 'topOrigin'],
      { crossOrigin: false, topOrigin: foreign },
    ),
    framing(
      'top-origin.array',
      'topOrigin is an array',
      ['json', 'framed', 'topOrigin'],
      { topOrigin: [foreign] },
      'SHOULD',
    ),
    shared(
      'client-data.top-origin.own',
      'topOrigin is the origin itself, without crossOrigin',
      ['framed', 'topOrigin'],
      'MUST',
      {
        clientData: (sound) => new Map([...sound, ['topOrigin', sound.get('origin')]]),
      },
    ),
  ];
}

function textSpoils(): SharedSpoil[] {
  const bytes = (
    name: string,
    says: string,
    spoiled: (sound: Uint8Array) => Uint8Array,
    level: Level = 'MUST',
    at: readonly Duty[] = ['text', 'json'],
  ): SharedSpoil => shared(`client-data.json.${name}`, says, at, level, { clientDataBytes: (sound) => spoiled(sound) });
  const text = (
    name: string,
    says: string,
    spoiled: (sound: string) => string,
    level?: Level,
    at?: readonly Duty[],
  ): SharedSpoil => bytes(name, says, (sound) => utf8(spoiled(fromUtf8(sound) ?? '')), level, at);
  return [
    text('empty', 'clientDataJSON is empty', () => ''),
    text('null', 'clientDataJSON is null in JSON', () => 'null'),
    text('array', 'clientDataJSON is an array that holds the client data', (sound) => `[${sound}]`),
    text('quoted', 'clientDataJSON is a JSON text that holds the client data', (sound) => JSON.stringify(sound)),
    text('truncated', 'clientDataJSON lacks its last brace', (sound) => sound.slice(0, -1)),
    text('trailing-text', 'clientDataJSON has text after the object', (sound) => `${sound}spoiled`),
    text('trailing-null-character', 'clientDataJSON has U+0000 after the object', (sound) => `${sound}\0`),
    text('two-objects', 'clientDataJSON is the object twice', (sound) => `${sound}${sound}`),
    text('encoded', 'clientDataJSON is base64url of the client data', (sound) => toBase64url(utf8(sound))),
    bytes('utf-16', 'clientDataJSON is in UTF-16', (sound) =>
      concat(Uint8Array.of(0xff, 0xfe), new Uint8Array(Buffer.from(fromUtf8(sound) ?? '', 'utf16le'))),
    ),
    bytes(
      'byte-order-marks',
      'clientDataJSON has two byte order marks',
      (sound) => concat(mark, mark, sound),
      'SHOULD',
    ),
    ...(['type', 'challenge', 'origin'] as const).map((name) =>
      bytes(`invalid-utf8-in-${name}`, `${name} has the byte 0xff in it`, (sound) => withByte(sound, name), 'MUST', [
        'text',
        'json',
        name,
      ]),
    ),
    // Readers of JSON may know more than JSON (RFC 8259 section 9), and need not refuse a name that comes twice (section 4).
    text(
      'trailing-comma',
      'clientDataJSON has a comma after its last member',
      (sound) => `${sound.slice(0, -1)},}`,
      'SHOULD',
    ),
    text('comment', 'clientDataJSON has a comment before the object', (sound) => `/* spoiled */${sound}`, 'SHOULD'),
    text('single-quotes', 'clientDataJSON has single quotes', (sound) => sound.replaceAll('"', "'"), 'SHOULD'),
    // ECMAScript, by which the standard reads JSON, takes the last of two: with the sound one last there is nothing to refuse.
    ...(['type', 'challenge', 'origin'] as const).map((name) =>
      text(
        `${name}-twice`,
        `${name} comes again with another value`,
        (sound) => `${sound.slice(0, -1)},${other(name)}}`,
        'SHOULD',
        ['json', name],
      ),
    ),
  ];
}

function shared(id: string, says: string, at: readonly Duty[], level: Level, hooks: SharedSpoil['hooks']): SharedSpoil {
  const isFraming = at.includes('framed');
  return {
    id,
    says,
    level,
    registration: [...at.map((duty) => registrationStep(duties[duty][0])), ...(isFraming ? [clause('5.8.1')] : [])],
    assertion: [...at.map((duty) => assertionStep(duties[duty][1])), ...(isFraming ? [clause('5.8.1')] : [])],
    hooks,
  };
}

function valueSpoil(
  member: 'type' | 'challenge' | 'origin',
  name: string,
  says: string,
  spoiled: (sound: string, random: Random) => unknown,
  level: Level = 'MUST',
): SharedSpoil {
  return shared(`client-data.${member}.${name}`, says, ['json', member], level, {
    clientData: (sound, { random }) => changed(sound, { [member]: spoiled(String(sound.get(member)), random) }),
  });
}

function missing(member: 'type' | 'challenge' | 'origin'): SharedSpoil {
  return shared(`client-data.${member}.missing`, `${member} is missing`, ['json', member], 'MUST', {
    clientData: (sound) => new Map([...sound].filter(([name]) => name !== member)),
  });
}

function framing(
  name: string,
  says: string,
  at: readonly Duty[],
  members: Readonly<Record<string, unknown>>,
  level: Level = 'MUST',
): SharedSpoil {
  return shared(`client-data.${name}`, says, at, level, { clientData: (sound) => changed(sound, members) });
}

function changed(sound: ClientDataMembers, members: Readonly<Record<string, unknown>>): ClientDataMembers {
  return new Map([...sound, ...Object.entries(members)]);
}

function inBase64(sound: string): string {
  const standard = Buffer.from(sound, 'base64url').toString('base64');
  return standard === sound ? `${standard}=` : standard;
}

function other(name: 'type' | 'challenge' | 'origin'): string {
  return `"${name}":"${{ type: 'spoiled', challenge: 'AAAA', origin: foreign }[name]}"`;
}

/** The bytes with 0xff before the value's second character. */
function withByte(json: Uint8Array, name: string): Uint8Array {
  const at = Buffer.from(json).indexOf(`"${name}":"`) + name.length + 5;
  return concat(json.subarray(0, at), Uint8Array.of(0xff), json.subarray(at));
}
