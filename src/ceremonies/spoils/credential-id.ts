import type { AuthenticatorDataParts } from '../hooks.ts';
import type { RegistrationSpoil, SpoiledStep } from '../spoil.ts';
import { clause, registrationStep } from './shared-spoil.ts';

type Attested = NonNullable<AuthenticatorDataParts['attested']>;

const structure = [clause('6.1'), clause('6.5.1'), registrationStep('20')];
const longest = [registrationStep('25')];

/** Registrations whose attested credential id is spoiled. */
export const credentialIdSpoils: readonly RegistrationSpoil[] = [
  spoil('length-beyond-end', 'credentialIdLength is 65535', 'MUST', structure, (sound) => ({
    ...sound,
    credentialIdLength: 0xffff,
  })),
  spoil('length-one-more', 'credentialIdLength is one more than the id has', 'MUST', structure, (sound) => ({
    ...sound,
    credentialIdLength: sound.credentialId.length + 1,
  })),
  spoil('length-one-less', 'credentialIdLength is one less than the id has', 'MUST', structure, (sound) => ({
    ...sound,
    credentialIdLength: sound.credentialId.length - 1,
  })),
  spoil('length-zero', 'credentialIdLength is 0 before an id', 'MUST', structure, (sound) => ({
    ...sound,
    credentialIdLength: 0,
  })),
  spoil('length-little-endian', 'credentialIdLength is little-endian', 'MUST', structure, (sound) => ({
    ...sound,
    credentialIdLength: (sound.credentialId.length >> 8) | ((sound.credentialId.length & 0xff) << 8),
  })),
  spoil('empty', 'the credential id is empty', 'SHOULD', longest, (sound) => ({
    ...sound,
    credentialId: new Uint8Array(0),
  })),
  // Section 7.1 step 25 says SHOULD.
  spoil('1024-bytes', 'the credential id has 1024 bytes', 'SHOULD', longest, (sound) => ({
    ...sound,
    credentialId: new Uint8Array(1024).fill(0x5a),
  })),
  spoil('65535-bytes', 'the credential id has 65535 bytes', 'SHOULD', longest, (sound) => ({
    ...sound,
    credentialId: new Uint8Array(0xffff).fill(0x5a),
  })),
];

function spoil(
  name: string,
  says: string,
  level: RegistrationSpoil['level'],
  steps: readonly SpoiledStep[],
  spoiled: (sound: Attested) => Attested,
): RegistrationSpoil {
  return {
    ceremony: 'registration',
    id: `credential-id.${name}`,
    says,
    level,
    steps,
    needs: { kinds: ['none'] },
    hooks: {
      authenticatorData: (sound) =>
        sound.attested === undefined ? sound : { ...sound, attested: spoiled(sound.attested) },
    },
  };
}
