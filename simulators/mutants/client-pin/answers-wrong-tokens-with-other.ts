import { mutant } from '../mutant.ts';

/** Refuses a token that does not open a command with CTAP1_ERR_OTHER. */
export const answersWrongTokensWithOther = mutant({
  id: 'fido2.client-pin.answers-wrong-tokens-with-other',
  fault: 'Refuses a token that does not open a command with CTAP1_ERR_OTHER.',
  level: 'SHOULD',
  caughtBy: [
    'ctap2.pin-uv-auth-token.permissions.matrix.status',
    'ctap2.pin-uv-auth-token.rp-id.bound.status',
    'ctap2.pin-uv-auth-token.rp-id.sees-not-all.status',
    'ctap2.pin-uv-auth-token.get-pin-token.manages-nothing.status',
    'ctap2.pin-uv-auth-token.get-pin-token.binds.status',
    'ctap2.pin-uv-auth-token.presence.spends.status',
    'ctap2.pin-uv-auth-token.presence.spends-management.status',
    'ctap2.pin-uv-auth-token.param.wrong.status',
    'ctap2.pin-uv-auth-token.param.crossed.status',
    'ctap2.pin-uv-auth-token.ends.new-token.status',
    'ctap2.pin-uv-auth-token.ends.change-pin.status',
    'ctap2.pin-uv-auth-token.ends.power-cycle.status',
    'ctap2.pin-uv-auth-token.ends.reset.status',
    'ctap2.pin-uv-auth-token.ends.unused.status',
    'ctap2.pin-uv-auth-token.ends.ten-minutes.status',
  ],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      statusOf: (error, profile, command) => {
        const status = sound.fido2.statusOf(error, profile, command);
        return command !== 0x06 && status === 0x33 ? 0x7f : status;
      },
    },
  }),
});
