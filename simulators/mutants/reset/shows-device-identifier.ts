import { mutant } from '../mutant.ts';

/** Shows its device identifier, which a reset renews, as AAGUID. */
export const showsDeviceIdentifier = mutant({
  id: 'fido2.reset.shows-device-identifier',
  fault: 'Shows its device identifier, which a reset renews, as AAGUID.',
  caughtBy: ['ctap2.reset.identity.stays', 'ctap2.reset.info.as-delivered'],
  twist: (sound) => ({
    ...sound,
    fido2: { ...sound.fido2, shownAaguidOf: (_profile, { deviceIdentifier }) => deviceIdentifier },
  }),
});
