import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Lists hmac-secret twice. */
export const repeatedExtension = mutant({
  id: 'fido2.get-info.repeated-extension',
  fault: 'Lists hmac-secret twice.',
  caughtBy: ['ctap2.get-info.extensions.unique'],
  twist: (sound) => saying(sound, (info) => ({ ...info, extensions: [...(info.extensions ?? []), 'hmac-secret'] })),
});
