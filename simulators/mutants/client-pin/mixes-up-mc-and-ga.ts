import { permission } from '../../../src/ctap2/permissions.ts';
import { mutant } from '../mutant.ts';

/** Takes the ga permission for mc and the mc permission for ga. */
export const mixesUpMcAndGa = mutant({
  id: 'fido2.client-pin.mixes-up-mc-and-ga',
  fault: 'Takes the ga permission for mc and the mc permission for ga.',
  caughtBy: ['ctap2.pin-uv-auth-token.permissions.matrix'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      hasPermission: (use, asked) =>
        (use.permissions & (asked <= permission.ga ? permission.mc | permission.ga : asked)) !== 0,
    },
  }),
});
