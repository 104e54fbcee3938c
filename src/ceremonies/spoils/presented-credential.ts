import { fromBase64url, toBase64url } from '../../bytes/base64url.ts';
import type { Random } from '../../env/env.ts';
import type { AssertionSpoil, RegistrationSpoil, SpoiledStep } from '../spoil.ts';
import {
  assertionStep,
  clause,
  inAssertion,
  inRegistration,
  registrationStep,
  type SharedSpoil,
} from './shared-spoil.ts';

type Json = Readonly<Record<string, unknown>>;

/** The interface of a credential, and its form in JSON. */
const shape: readonly SpoiledStep[] = [clause('5.1'), clause('5.1.8')];

const sharedSpoils: readonly SharedSpoil[] = [
  body('null', 'the body is null', () => null),
  body('array', 'the body is an array that holds the response', (sound) => [sound]),
  body('text', 'the body is a JSON text that holds the response', (sound) => JSON.stringify(sound)),
  body('empty', 'the body is an empty object', () => ({})),
  body('response-missing', 'response is missing', (sound) => without(sound, 'response')),
  body('response-null', 'response is null', (sound) => ({ ...sound, response: null })),
  body('response-array', 'response is an array', (sound) => ({ ...sound, response: [sound['response']] })),
  body('client-data-missing', 'clientDataJSON is missing', (sound) => inner(sound, 'clientDataJSON', undefined)),
  body('client-data-number', 'clientDataJSON is a number', (sound) => inner(sound, 'clientDataJSON', 7)),
  body('client-data-object', 'clientDataJSON is the object itself, not its bytes', (sound) =>
    inner(
      sound,
      'clientDataJSON',
      JSON.parse(Buffer.from(text(part(sound, 'clientDataJSON')), 'base64url').toString()),
    ),
  ),
  body('type-other', 'type of the credential is password', (sound) => ({ ...sound, type: 'password' }), 'SHOULD'),
  body('type-missing', 'type of the credential is missing', (sound) => without(sound, 'type'), 'SHOULD'),
  body(
    'type-upper-case',
    'type of the credential is PUBLIC-KEY',
    (sound) => ({ ...sound, type: 'PUBLIC-KEY' }),
    'SHOULD',
  ),
  body('id-missing', 'id is missing', (sound) => without(sound, 'id'), 'SHOULD'),
  body('id-number', 'id is a number', (sound) => ({ ...sound, id: 7 }), 'SHOULD'),
  body('id-empty', 'id is empty', (sound) => ({ ...sound, id: '' }), 'SHOULD'),
  body('id-other', 'id is not rawId', (sound, random) => ({ ...sound, id: toBase64url(random.bytes(32)) }), 'SHOULD'),
  body('id-padded', 'id has padding', (sound) => ({ ...sound, id: `${text(sound['id'])}=` }), 'SHOULD'),
  body('raw-id-number', 'rawId is a number', (sound) => ({ ...sound, rawId: 7 }), 'SHOULD'),
  body('raw-id-padded', 'rawId has padding', (sound) => ({ ...sound, rawId: `${text(sound['rawId'])}=` }), 'SHOULD'),
  body(
    'raw-id-foreign-character',
    'rawId has a character outside of base64url',
    (sound) => ({ ...sound, rawId: `!${text(sound['rawId'])}` }),
    'SHOULD',
  ),
  body(
    'client-data-padded',
    'clientDataJSON has padding',
    (sound) => inner(sound, 'clientDataJSON', `${text(part(sound, 'clientDataJSON'))}=`),
    'SHOULD',
  ),
];

/** Registrations whose outermost JSON is spoiled. */
export const presentedCredentialRegistrationSpoils: readonly RegistrationSpoil[] = [
  ...sharedSpoils.map(inRegistration),
  // The attested id is the same one, and a party may keep that.
  inRegistration({ ...idsMissing(), level: 'SHOULD' }),
  inRegistration(
    body(
      'attestation-object-missing',
      'attestationObject is missing',
      (sound) => inner(sound, 'attestationObject', undefined),
      'MUST',
      ['13'],
    ),
  ),
  inRegistration(
    body(
      'attestation-object-null',
      'attestationObject is null',
      (sound) => inner(sound, 'attestationObject', null),
      'MUST',
      ['13'],
    ),
  ),
  inRegistration(
    body(
      'attestation-object-empty',
      'attestationObject is empty',
      (sound) => inner(sound, 'attestationObject', ''),
      'MUST',
      ['13'],
    ),
  ),
  inRegistration(
    body(
      'id-not-attested',
      'id and rawId are not the attested credential id',
      (sound, random) => named(sound, random),
      'SHOULD',
      ['27'],
    ),
  ),
  inRegistration(
    body(
      'id-truncated',
      'id and rawId are the first half of the attested credential id',
      (sound) => {
        const half = toBase64url(rawIdOf(sound).subarray(0, Math.ceil(rawIdOf(sound).length / 2)));
        return { ...sound, id: half, rawId: half };
      },
      'SHOULD',
      ['27'],
    ),
  ),
  inRegistration(
    body(
      'response-of-assertion',
      'response has the members of an assertion',
      (sound) => ({
        ...sound,
        response: { clientDataJSON: part(sound, 'clientDataJSON'), authenticatorData: '', signature: '' },
      }),
      'MUST',
      ['13'],
    ),
  ),
];

function idsMissing(): SharedSpoil {
  return body('raw-id-missing', 'id and rawId are missing', (sound) => without(without(sound, 'rawId'), 'id'));
}

/** Assertions whose outermost JSON is spoiled. */
export const presentedCredentialAssertionSpoils: readonly AssertionSpoil[] = [
  ...sharedSpoils.map(inAssertion),
  inAssertion(idsMissing()),
  inAssertion(
    body(
      'authenticator-data-missing',
      'authenticatorData is missing',
      (sound) => inner(sound, 'authenticatorData', undefined),
      'MUST',
      [],
      ['7'],
    ),
  ),
  inAssertion(
    body(
      'authenticator-data-null',
      'authenticatorData is null',
      (sound) => inner(sound, 'authenticatorData', null),
      'MUST',
      [],
      ['7'],
    ),
  ),
  inAssertion(
    body(
      'signature-missing',
      'signature is missing',
      (sound) => inner(sound, 'signature', undefined),
      'MUST',
      [],
      ['7', '21'],
    ),
  ),
  inAssertion(
    body('signature-null', 'signature is null', (sound) => inner(sound, 'signature', null), 'MUST', [], ['7', '21']),
  ),
  inAssertion(
    body(
      'id-unknown',
      'id and rawId name a credential that does not exist',
      (sound, random) => named(sound, random),
      'MUST',
      [],
      ['5', '6'],
    ),
  ),
  inAssertion(
    body(
      'id-extended',
      'id and rawId are the right one and a byte',
      (sound) => {
        const longer = toBase64url(Uint8Array.of(...rawIdOf(sound), 0));
        return { ...sound, id: longer, rawId: longer };
      },
      'MUST',
      [],
      ['5', '6'],
    ),
  ),
  inAssertion(
    body(
      'response-of-registration',
      'response has the members of a registration',
      (sound) => ({
        ...sound,
        response: {
          clientDataJSON: part(sound, 'clientDataJSON'),
          attestationObject: part(sound, 'authenticatorData'),
        },
      }),
      'MUST',
      [],
      ['7'],
    ),
  ),
];

function body(
  name: string,
  says: string,
  spoiled: (sound: Json, random: Random) => unknown,
  level: SharedSpoil['level'] = 'MUST',
  registration: readonly string[] = [],
  assertion: readonly string[] = [],
): SharedSpoil {
  return {
    id: `credential.${name}`,
    says,
    level,
    registration: [...shape, ...['3', ...registration].map(registrationStep)],
    assertion: [...shape, ...['3', ...assertion].map(assertionStep)],
    hooks: { response: (sound, { random }) => spoiled(sound, random) },
  };
}

function without(sound: Json, name: string): Json {
  return Object.fromEntries(Object.entries(sound).filter(([member]) => member !== name));
}

function inner(sound: Json, name: string, value: unknown): Json {
  const response = responseOf(sound);
  return { ...sound, response: value === undefined ? without(response, name) : { ...response, [name]: value } };
}

function part(sound: Json, name: string): unknown {
  return responseOf(sound)[name];
}

function responseOf(sound: Json): Json {
  const { response } = sound;
  return typeof response === 'object' && response !== null ? (response as Json) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function rawIdOf(sound: Json): Uint8Array {
  return fromBase64url(text(sound['rawId']));
}

function named(sound: Json, random: Random): Json {
  const other = toBase64url(random.bytes(rawIdOf(sound).length));
  return { ...sound, id: other, rawId: other };
}
