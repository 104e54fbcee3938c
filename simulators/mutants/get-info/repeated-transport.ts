import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Lists usb twice. */
export const repeatedTransport = mutant({
  id: 'fido2.get-info.repeated-transport',
  fault: 'Lists usb twice.',
  caughtBy: ['ctap2.get-info.transports.unique'],
  twist: (sound) => saying(sound, (info) => ({ ...info, transports: [...(info.transports ?? []), 'usb'] })),
});
