import { mutant } from '../mutant.ts';

/** Goes on telling clientPin false once a PIN is set. */
export const saysNoPinIsSet = mutant({
  id: 'fido2.client-pin.says-no-pin-is-set',
  fault: 'Goes on telling clientPin false once a PIN is set.',
  caughtBy: ['ctap2.client-pin.set-pin.sets'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      shownOptions: (profile, durable) => {
        const options = sound.fido2.shownOptions(profile, durable);
        return 'clientPin' in options ? { ...options, clientPin: false } : options;
      },
    },
  }),
});
