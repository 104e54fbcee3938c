import { mutant } from '../mutant.ts';

/** Drops its oldest discoverable credential when it is full. */
export const dropsTheOldestWhenFull = mutant({
  id: 'fido2.make-credential.drops-the-oldest-when-full',
  fault: 'Drops its oldest discoverable credential when it is full.',
  caughtBy: ['ctap2.make-credential.resident.full-store'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      hasRoom: (durable, profile) => {
        if (!sound.fido2.hasRoom(durable, profile)) durable.credentials = durable.credentials.slice(1);
        return true;
      },
    },
  }),
});
