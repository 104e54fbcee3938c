import { equalBytes } from '../../../src/bytes/bytes.ts';
import { mutant } from '../mutant.ts';

/** Gives an application the key handle that it has already. */
export const registersOncePerApplication = mutant({
  id: 'fido2.u2f.registers-once-per-application',
  fault: 'Gives an application the key handle that it has already.',
  caughtBy: ['u2f.register.distinct-handles'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      u2fNewCredential: (made, known) => [...known].find(({ rpIdHash }) => equalBytes(rpIdHash, made.rpIdHash)) ?? made,
    },
  }),
});
