import { mutant } from '../mutant.ts';

/** Answers every framing error but CHANNEL_BUSY with ERR_OTHER. */
export const answersEveryErrorWithOther = mutant({
  id: 'fido2.hid.answers-every-error-with-other',
  fault: 'Answers every framing error but CHANNEL_BUSY with ERR_OTHER.',
  level: 'SHOULD',
  caughtBy: [
    'hid.channel.zero.status',
    'hid.channel.broadcast.status',
    'hid.length.over-max.status',
    'hid.sequence.wrong.status',
    'hid.command.unknown.status',
    'hid.cbor.empty.status',
    'hid.init.wrong-length.status',
  ],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, errorCode: (code) => (code === 0x06 ? code : 0x7f) } }),
});
