import { mutant } from '../mutant.ts';

/** Takes salts of any number of blocks, and hashes what is left over too. */
export const takesAnySalts = mutant({
  id: 'fido2.hmac-secret.takes-any-salts',
  fault: 'Takes salts of any number of blocks, and hashes what is left over too.',
  caughtBy: ['ctap2.hmac-secret.salt-enc.wrong-length'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, areSalts: (length) => length % 16 === 0 } }),
});
