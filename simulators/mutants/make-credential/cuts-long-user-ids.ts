import { mutant } from '../mutant.ts';
import { rereading } from './rereading.ts';

/** Cuts a user.id to 64 bytes instead of refusing it. */
export const cutsLongUserIds = mutant({
  id: 'fido2.make-credential.cuts-long-user-ids',
  fault: 'Cuts a user.id to 64 bytes instead of refusing it.',
  level: 'SHOULD',
  caughtBy: ['ctap2.make-credential.members.user-id-length'],
  twist: (sound) =>
    rereading(sound, (request) => {
      const user = request.get(0x03);
      const id = user instanceof Map ? user.get('id') : undefined;
      if (user instanceof Map && id instanceof Uint8Array) user.set('id', id.subarray(0, 64));
    }),
});
