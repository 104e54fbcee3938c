import { mutant } from '../mutant.ts';

/** Leaves an hmac-secret input aside when a member is missing. */
export const ignoresUnreadableInput = mutant({
  id: 'fido2.hmac-secret.ignores-unreadable-input',
  fault: 'Leaves an hmac-secret input aside when a member is missing.',
  caughtBy: ['ctap2.hmac-secret.input.missing-member'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      readHmacSecretInput: (value, path) =>
        value instanceof Map && [1, 2, 3].every((member) => value.has(member))
          ? sound.fido2.readHmacSecretInput(value, path)
          : undefined,
    },
  }),
});
