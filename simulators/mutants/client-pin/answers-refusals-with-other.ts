import { mutant } from '../mutant.ts';

/** Refuses whatever it refuses in clientPIN with CTAP1_ERR_OTHER. */
export const answersRefusalsWithOther = mutant({
  id: 'fido2.client-pin.answers-refusals-with-other',
  fault: 'Refuses whatever it refuses in clientPIN with CTAP1_ERR_OTHER.',
  level: 'SHOULD',
  caughtBy: [
    'ctap2.client-pin.set-pin.too-long.status',
    'ctap2.client-pin.set-pin.too-short.status',
    'ctap2.client-pin.set-pin.code-points.status',
    'ctap2.client-pin.set-pin.length.status',
    'ctap2.client-pin.set-pin.mac.status',
    'ctap2.client-pin.set-pin.twice.status',
    'ctap2.client-pin.change-pin.mac.status',
    'ctap2.client-pin.change-pin.too-short.status',
    'ctap2.client-pin.change-pin.length.status',
    'ctap2.client-pin.key-agreement.protocol.status',
    'ctap2.client-pin.key-agreement.replay.status',
    'ctap2.client-pin.subcommand.unknown.status',
    'ctap2.client-pin.members.required.status',
    'ctap2.client-pin.members.typed.status',
    'ctap2.client-pin.platform-key.off-curve.status',
    'ctap2.client-pin.platform-key.malformed.status',
    'ctap2.client-pin.protocol.mixed.status',
    'ctap2.client-pin.no-pin.status',
    'ctap2.client-pin.set-pin.members.status',
    'ctap2.pin-uv-auth-token.get-pin-token.permissions.status',
    'ctap2.pin-uv-auth-token.permissions.zero.status',
    'ctap2.pin-uv-auth-token.permissions.rp-id-required.status',
    'ctap2.pin-uv-auth-token.permissions.unauthorized.status',
    'ctap2.client-pin.wrong-pin.status',
    'ctap2.client-pin.pin-hash.length.status',
    'ctap2.client-pin.lock.after-three.status',
    'ctap2.client-pin.blocked.status',
  ],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      statusOf: (error, profile, command) => {
        const status = sound.fido2.statusOf(error, profile, command);
        return command === 0x06 ? 0x7f : status;
      },
    },
  }),
});
