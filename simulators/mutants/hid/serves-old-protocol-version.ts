import { mutant } from '../mutant.ts';

/** Says CTAPHID protocol version 1 in the answer to INIT. */
export const servesOldProtocolVersion = mutant({
  id: 'fido2.hid.serves-old-protocol-version',
  fault: 'Says CTAPHID protocol version 1 in the answer to INIT.',
  caughtBy: ['hid.init.answer'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, protocolVersion: () => 1 } }),
});
