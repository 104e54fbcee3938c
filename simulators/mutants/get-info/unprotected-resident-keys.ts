import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Claims FIDO_2_1 and discoverable credentials without clientPin or uv. */
export const unprotectedResidentKeys = mutant({
  id: 'fido2.get-info.unprotected-resident-keys',
  fault: 'Claims FIDO_2_1 and discoverable credentials without clientPin or uv.',
  caughtBy: ['ctap2.get-info.mandatory.uv-for-rk'],
  twist: (sound) =>
    saying(sound, (info) => {
      const { clientPin: _left, ...options } = info.options ?? {};
      return { ...info, options };
    }),
});
