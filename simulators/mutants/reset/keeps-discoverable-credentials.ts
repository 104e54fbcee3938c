import { mutant } from '../mutant.ts';

/** Keeps discoverable credentials through a reset. */
export const keepsDiscoverableCredentials = mutant({
  id: 'fido2.reset.keeps-discoverable-credentials',
  fault: 'Keeps discoverable credentials through a reset.',
  caughtBy: ['ctap2.reset.wipes.discoverable', 'ctap2.reset.wipes.store'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, keptThroughReset: ({ credentials }) => ({ credentials }) } }),
});
