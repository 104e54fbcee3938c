import { mutant } from '../mutant.ts';
import { rereading } from './rereading.ts';

/** Makes a credential that cannot be discovered where a discoverable one was asked for. */
export const ignoresRkItLacks = mutant({
  id: 'fido2.make-credential.ignores-rk-it-lacks',
  fault: 'Makes a credential that cannot be discovered where a discoverable one was asked for.',
  caughtBy: ['ctap2.make-credential.options.rk-unsupported'],
  profile: 'no-resident',
  twist: (sound) =>
    rereading(sound, (request) => {
      const options = request.get(0x07);
      if (options instanceof Map) options.delete('rk');
    }),
});
