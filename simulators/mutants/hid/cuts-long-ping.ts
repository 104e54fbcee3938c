import { mutant } from '../mutant.ts';

/** Loses the last byte of a PING that fills its last packet exactly. */
export const cutsLongPing = mutant({
  id: 'fido2.hid.cuts-long-ping',
  fault: 'Loses the last byte of a PING that fills its last packet exactly.',
  caughtBy: ['hid.ping.echo'],
  twist: (sound) => ({
    ...sound,
    hid: {
      ...sound.hid,
      pingEcho: (payload) =>
        payload.length > 0 && (payload.length - 57) % 59 === 0 ? payload.subarray(0, -1) : payload,
    },
  }),
});
