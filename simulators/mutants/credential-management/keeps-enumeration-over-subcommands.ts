import { mutant } from '../mutant.ts';

/** Goes on with an enumeration after other subcommands. */
export const keepsEnumerationOverSubcommands = mutant({
  id: 'fido2.credential-management.keeps-enumeration-over-subcommands',
  fault: 'Goes on with an enumeration after other subcommands.',
  level: 'SHOULD',
  caughtBy: ['ctap2.credential-management.next.after-other-subcommand'],
  twist: (sound) => ({ ...sound, fido2: { ...sound.fido2, continuesEnumeration: () => true } }),
});
