import { mutant } from '../mutant.ts';

/** Sets a capability bit that the standard does not define. */
export const setsReservedCapability = mutant({
  id: 'fido2.hid.sets-reserved-capability',
  fault: 'Sets a capability bit that the standard does not define.',
  caughtBy: ['hid.init.capabilities'],
  twist: (sound) => ({
    ...sound,
    hid: { ...sound.hid, capabilities: (profile) => sound.hid.capabilities(profile) | 0x80 },
  }),
});
