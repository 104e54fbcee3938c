import { concat, utf8 } from '../../bytes/bytes.ts';
import { sha256 } from '../../crypto/hash.ts';
import type { AuthenticatorDataParts, HookTools } from '../hooks.ts';
import type { AssertionSpoil, RegistrationSpoil, SpoiledStep } from '../spoil.ts';
import {
  assertionStep,
  clause,
  inAssertion,
  inRegistration,
  registrationStep,
  type SharedSpoil,
} from './shared-spoil.ts';

const lengths = clause('6.1');
/** Bytes before the attested credential data. */
const FIXED_LENGTH = 37;

/** Where bytes that moved up may be noticed. */
const shifted = {
  registration: [lengths, clause('6.5'), clause('6.5.1'), ...['14', '15', '16', '17'].map(registrationStep)],
  assertion: [lengths, ...['15', '16', '17', '18', '19'].map(assertionStep)],
};

const sharedSpoils: readonly SharedSpoil[] = [
  rpIdHash('foreign', 'rpIdHash is that of foreign.example', () => sha256(utf8('foreign.example'))),
  rpIdHash('of-origin', 'rpIdHash is that of the origin', (_, { request }) =>
    sha256(utf8(request?.origin ?? 'https://')),
  ),
  rpIdHash('upper-case', 'rpIdHash is that of the RP ID in upper case', (_, { request }) =>
    sha256(utf8(request?.rpId.toUpperCase() ?? '')),
  ),
  rpIdHash('subdomain', 'rpIdHash is that of a subdomain', (_, { request }) =>
    sha256(utf8(`spoiled.${request?.rpId ?? ''}`)),
  ),
  rpIdHash('parent-domain', 'rpIdHash is that of the RP ID without its first label', (_, { request }) =>
    sha256(utf8((request?.rpId ?? '').replace(/^[^.]*\.?/, ''))),
  ),
  rpIdHash('of-nothing', 'rpIdHash is that of no bytes', () => sha256(new Uint8Array(0))),
  rpIdHash('zeros', 'rpIdHash is all zeros', () => new Uint8Array(32)),
  rpIdHash('hashed-twice', 'rpIdHash is the hash of the hash', (sound) => sha256(sound)),
  rpIdHash('last-bit', 'rpIdHash has its last bit flipped', (sound) =>
    concat(sound.subarray(0, 31), Uint8Array.of(sound[31]! ^ 1)),
  ),
  {
    ...rpIdHash('truncated', 'rpIdHash lacks its last byte', (sound) => sound.subarray(0, 31)),
    ...shifted,
  },
  cut('empty', 'authenticator data is empty', () => 0),
  cut('hash-alone', 'authenticator data ends after rpIdHash', () => 32),
  cut('flags-last', 'authenticator data ends after the flags', () => 33),
  cut('counter-cut', 'authenticator data ends within the counter, after 36 bytes', () => 36),
  trailing('one byte follows authenticator data', 'trailing-byte', () => Uint8Array.of(0)),
  trailing('authenticator data is there twice', 'twice', (sound) => sound),
  {
    ...cut('doubled-hash', 'rpIdHash stands twice', () => 0),
    hooks: { authenticatorDataBytes: (sound) => concat(sound.subarray(0, 32), sound) },
    ...shifted,
  },
];

/** Registrations whose authenticator data is spoiled in its hash or lengths. */
export const authenticatorDataRegistrationSpoils: readonly RegistrationSpoil[] = [
  ...sharedSpoils.map(inRegistration),
  ...[
    cut('attested-data-missing', 'authenticator data ends before the attested credential data', () => FIXED_LENGTH),
    cut('aaguid-cut', 'authenticator data ends within the AAGUID', () => FIXED_LENGTH + 10),
    cut('id-length-cut', 'authenticator data ends within the credential id length', () => FIXED_LENGTH + 17),
    cut('id-cut', 'authenticator data ends within the credential id', () => FIXED_LENGTH + 19),
    cut('key-missing', 'authenticator data ends after the credential id', (sound) => keyStart(sound), [
      clause('6.5.1'),
    ]),
    cut('key-cut', 'authenticator data ends within the public key', (sound) => keyStart(sound) + 20, [clause('6.5.1')]),
    cut('key-head-alone', 'authenticator data ends after the head of the public key', (sound) => keyStart(sound) + 1, [
      clause('6.5.1'),
    ]),
  ].map(inRegistration),
];

/** Assertions whose authenticator data is spoiled in its hash or lengths. */
export const authenticatorDataAssertionSpoils: readonly AssertionSpoil[] = sharedSpoils.map(inAssertion);

function keyStart(authData: Uint8Array): number {
  return FIXED_LENGTH + 18 + (authData[FIXED_LENGTH + 16]! << 8) + authData[FIXED_LENGTH + 17]!;
}

function rpIdHash(
  name: string,
  says: string,
  spoiled: (sound: Uint8Array, tools: HookTools) => Uint8Array,
): SharedSpoil {
  return {
    id: `authenticator-data.rp-id-hash.${name}`,
    says,
    level: 'MUST',
    registration: [registrationStep('14')],
    assertion: [assertionStep('15')],
    hooks: {
      authenticatorData: (sound: AuthenticatorDataParts, tools) => ({
        ...sound,
        rpIdHash: spoiled(sound.rpIdHash, tools),
      }),
    },
  };
}

function cut(
  name: string,
  says: string,
  end: (sound: Uint8Array) => number,
  more: readonly SpoiledStep[] = [],
): SharedSpoil {
  return {
    id: `authenticator-data.${name}`,
    says,
    level: 'MUST',
    registration: [lengths, registrationStep('13'), registrationStep('14'), clause('6.5'), ...more],
    assertion: [lengths, assertionStep('15')],
    hooks: { authenticatorDataBytes: (sound) => sound.slice(0, end(sound)) },
  };
}

function trailing(says: string, name: string, rest: (sound: Uint8Array) => Uint8Array): SharedSpoil {
  return {
    id: `authenticator-data.${name}`,
    says,
    // No step tells a relying party to look behind what the flags announce.
    level: 'SHOULD',
    registration: [lengths],
    assertion: [lengths],
    hooks: { authenticatorDataBytes: (sound) => concat(sound, rest(sound)) },
  };
}
