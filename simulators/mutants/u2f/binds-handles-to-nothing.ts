import { mutant } from '../mutant.ts';

/** Binds its key handles to no application. */
export const bindsHandlesToNothing = mutant({
  id: 'fido2.u2f.binds-handles-to-nothing',
  fault: 'Binds its key handles to no application.',
  caughtBy: ['u2f.authenticate.foreign-application'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, wrappedAssociatedData: () => new Uint8Array(0) } }),
});
