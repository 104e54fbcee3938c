import { mutant } from '../mutant.ts';

/** Opens wrapped credential ids without comparing their MAC. */
export const opensForgedIds = mutant({
  id: 'fido2.make-credential.opens-forged-ids',
  fault: 'Opens wrapped credential ids without comparing their MAC.',
  caughtBy: ['ctap2.make-credential.credential-id.unforgeable'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, isWrappedByUs: () => true } }),
});
