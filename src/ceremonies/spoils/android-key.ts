import { concat } from '../../bytes/bytes.ts';
import { coseAlgorithm } from '../../codec/cose-key.ts';
import { extensionOid } from '../certificate-extensions.ts';
import { octetString, placesWithin, sequence } from '../der.ts';
import {
  type AuthorizationList,
  encodeAuthorizationList,
  keyOrigin,
  keyPurpose,
  soundKeyDescription,
} from '../formats/key-description.ts';
import type { RegistrationSpoil } from '../spoil.ts';
import { attestationSpoil, certificateChanged, clause, extensionRemoved, extensionSet, flipped } from './altered.ts';
import { otherPoint, otherPublicKeyInfo } from './other-key.ts';

const steps = [clause('8.4')];
const descriptionSteps = [...steps, clause('8.4.1')];
const needs = { kinds: ['android-key'] } as const;
/** Where the members of a KeyDescription stand. */
const place = { challenge: 4, softwareEnforced: 6, teeEnforced: 7 } as const;

/** Statements of android-key against section 8.4. */
export const androidKeySpoils: readonly RegistrationSpoil[] = [
  attestationSpoil(
    'android-key.certificate-key-other',
    'the certificate is of another key than the attested one',
    steps,
    certificateChanged('leaf', () => ({ publicKey: otherPublicKeyInfo() })),
    needs,
  ),
  attestationSpoil(
    'android-key.credential-key-other',
    'the attested key is another than that of the certificate, which signed',
    steps,
    { publicKey: (sound) => new Map(sound).set(-2, otherPoint().x).set(-3, otherPoint().y) },
    { ...needs, algorithms: [coseAlgorithm.ES256] },
  ),
  attestationSpoil(
    'android-key.extension-missing',
    'the certificate has no key description',
    descriptionSteps,
    certificateChanged('leaf', extensionRemoved(extensionOid.androidKeyDescription)),
    needs,
  ),
  attestationSpoil(
    'android-key.extension-empty',
    'the key description in the certificate is empty',
    descriptionSteps,
    certificateChanged('leaf', extensionSet(extensionOid.androidKeyDescription, { value: sequence() })),
    needs,
  ),
  description('description-truncated', 'the key description lacks its last byte', (sound) => sound.subarray(0, -1)),
  description(
    'description-trailing-byte',
    'a byte follows the key description',
    (sound) => concat(sound, Uint8Array.of(0)),
    'SHOULD',
  ),
  description('challenge-other', 'attestationChallenge is not the hash of client data', (sound) =>
    withMember(sound, place.challenge, (challenge) => octetString(flipped(challenge.subarray(2), 0))),
  ),
  description('challenge-empty', 'attestationChallenge is empty', (sound) =>
    withMember(sound, place.challenge, () => octetString(new Uint8Array(0))),
  ),
  description('challenge-truncated', 'attestationChallenge is the first half of the hash of client data', (sound) =>
    withMember(sound, place.challenge, (challenge) => octetString(challenge.subarray(2, 2 + 16))),
  ),
  description('challenge-longer', 'attestationChallenge goes on after the hash of client data', (sound) =>
    withMember(sound, place.challenge, (challenge) => octetString(concat(challenge.subarray(2), Uint8Array.of(0)))),
  ),
  list('all-applications', 'teeEnforced lets all applications use the key', 'teeEnforced', { allApplications: true }),
  list('all-applications-in-software', 'softwareEnforced lets all applications use the key', 'softwareEnforced', {
    allApplications: true,
  }),
  list('origin-imported', 'origin says that the key was imported', 'teeEnforced', { origin: keyOrigin.imported }),
  list('origin-unknown', 'origin says that nobody knows where the key is from', 'teeEnforced', { origin: 3 }),
  list('origin-missing', 'origin is on neither list', 'teeEnforced', {}, 'origin'),
  list('purpose-verify', 'purpose is to verify, not to sign', 'teeEnforced', { purposes: [keyPurpose.verify] }),
  list('purpose-encrypt', 'purpose is to encrypt, not to sign', 'teeEnforced', { purposes: [keyPurpose.encrypt] }),
  list('purpose-empty', 'purpose is an empty set', 'teeEnforced', { purposes: [] }),
  list('purpose-missing', 'purpose is on neither list', 'teeEnforced', {}, 'purposes'),
];

function description(
  name: string,
  says: string,
  change: (sound: Uint8Array) => Uint8Array,
  level: RegistrationSpoil['level'] = 'MUST',
): RegistrationSpoil {
  return attestationSpoil(
    `android-key.${name}`,
    says,
    descriptionSteps,
    { formatPart: (part, sound) => (part === 'android-key.keyDescription' ? change(sound) : sound) },
    needs,
    level,
  );
}

/** One of the lists written anew, as that of an ES256 key, with other members or without one. */
function list(
  name: string,
  says: string,
  where: 'softwareEnforced' | 'teeEnforced',
  others: AuthorizationList,
  left?: keyof AuthorizationList,
): RegistrationSpoil {
  const { [where]: sound } = soundKeyDescription(new Uint8Array(0), false, 256);
  const members = Object.entries({ ...sound, ...others }).filter(([member]) => member !== left);
  const written = encodeAuthorizationList(Object.fromEntries(members));
  const spoil = description(name, says, (whole) => withMember(whole, place[where], () => written));
  return { ...spoil, needs: { ...spoil.needs, algorithms: [coseAlgorithm.ES256] } };
}

function withMember(keyDescription: Uint8Array, index: number, change: (sound: Uint8Array) => Uint8Array): Uint8Array {
  const [whole] = placesWithin(keyDescription);
  const members = placesWithin(keyDescription, whole!.start, whole!.end).map(({ at, end }) =>
    keyDescription.subarray(at, end),
  );
  return sequence(...members.map((member, at) => (at === index ? change(member) : member)));
}
