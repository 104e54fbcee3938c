import { mutant } from '../mutant.ts';

/** Answers what it refuses of credential management with CTAP1_ERR_OTHER. */
export const answersRefusalsWithOther = mutant({
  id: 'fido2.credential-management.answers-refusals-with-other',
  fault: 'Answers what it refuses of credential management with CTAP1_ERR_OTHER.',
  level: 'SHOULD',
  caughtBy: [
    'ctap2.credential-management.delete.unknown.status',
    'ctap2.credential-management.update.other-user.status',
    'ctap2.credential-management.update.unknown.status',
    'ctap2.credential-management.authorization.missing.status',
    'ctap2.credential-management.authorization.protocol-missing.status',
    'ctap2.credential-management.authorization.protocol-unknown.status',
    'ctap2.credential-management.authorization.wrong-mac.status',
    'ctap2.credential-management.authorization.unauthenticated-member.status',
    'ctap2.credential-management.authorization.wrong-permission.status',
    'ctap2.credential-management.authorization.bound-elsewhere.status',
    'ctap2.credential-management.request.missing-parameter.status',
    'ctap2.credential-management.request.unknown-subcommand.status',
    'ctap2.credential-management.next.past-end.status',
    'ctap2.credential-management.next.of-other-enumeration.status',
    'ctap2.credential-management.next.after-power-cycle.status',
    'ctap2.credential-management.next.after-other-subcommand.status',
  ],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, managementStatus: () => 0x7f } }),
});
