import { mutant } from '../mutant.ts';

/** Waits for ever for the rest of a message. */
export const neverGivesUp = mutant({
  id: 'fido2.hid.never-gives-up',
  fault: 'Waits for ever for the rest of a message.',
  caughtBy: ['hid.timeout.half-message'],
  twist: (sound) => ({ ...sound, hid: { ...sound.hid, transactionTimeoutMs: () => undefined } }),
});
