import type { CborValue } from '../../../src/codec/cbor/value.ts';
import { mutant } from '../mutant.ts';

const isMistyped = (value: CborValue | undefined): boolean => value !== undefined && !(value instanceof Uint8Array);

/** Leaves an hmac-secret input aside when a salt is of a wrong type. */
export const ignoresMistypedInput = mutant({
  id: 'fido2.hmac-secret.ignores-mistyped-input',
  fault: 'Leaves an hmac-secret input aside when a salt is of a wrong type.',
  level: 'SHOULD',
  caughtBy: ['ctap2.hmac-secret.input.mistyped'],
  twist: (sound) => ({
    ...sound,
    fido2: {
      ...sound.fido2,
      readHmacSecretInput: (value, path) =>
        value instanceof Map && (isMistyped(value.get(2)) || isMistyped(value.get(3)))
          ? undefined
          : sound.fido2.readHmacSecretInput(value, path),
    },
  }),
});
