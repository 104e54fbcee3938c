import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Says that it takes messages of 512 bytes, under the floor of 1024. */
export const smallMessages = mutant({
  id: 'fido2.get-info.small-messages',
  fault: 'Says that it takes messages of 512 bytes, under the floor of 1024.',
  caughtBy: ['ctap2.get-info.max-msg-size.floor'],
  twist: (sound) => saying(sound, (info) => ({ ...info, maxMsgSize: 512 })),
});
