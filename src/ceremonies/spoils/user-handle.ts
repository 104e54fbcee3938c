import { toBase64url } from '../../bytes/base64url.ts';
import type { Random } from '../../env/env.ts';
import type { AssertionSpoil } from '../spoil.ts';
import { assertionStep, clause } from './shared-spoil.ts';

/** Assertions whose user handle is spoiled. */
export const userHandleSpoils: readonly AssertionSpoil[] = [
  spoil('of-another-user', 'userHandle is that of another user', (_, random) => toBase64url(random.bytes(32))),
  spoil('too-long', 'userHandle has 65 bytes', (_, random) => toBase64url(random.bytes(65))),
  spoil('extended', 'userHandle is the right one and a byte', (sound) =>
    toBase64url(Uint8Array.of(...Buffer.from(sound, 'base64url'), 0)),
  ),
  // An empty text is easily taken for none, and none is allowed where the user was known before.
  spoil('empty', 'userHandle is empty', () => '', 'SHOULD'),
  spoil('number', 'userHandle is a number', () => 7, 'SHOULD'),
];

function spoil(
  name: string,
  says: string,
  spoiled: (sound: string, random: Random) => unknown,
  level: AssertionSpoil['level'] = 'MUST',
): AssertionSpoil {
  return {
    ceremony: 'assertion',
    id: `user-handle.${name}`,
    says,
    level,
    steps: [assertionStep('6'), assertionStep('3'), clause('5.1'), clause('5.1.8')],
    hooks: {
      response: (sound, { random }) => {
        const response = sound['response'] as Readonly<Record<string, unknown>>;
        const userHandle = spoiled(String(response['userHandle'] ?? ''), random);
        return { ...sound, response: { ...response, userHandle } };
      },
    },
  };
}
