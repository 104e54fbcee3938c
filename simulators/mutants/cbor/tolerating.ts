import type { DepartureKind } from '../../../src/codec/cbor/departure.ts';
import { decodeTolerant } from '../../../src/codec/cbor/tolerant.ts';
import type { CborValue } from '../../../src/codec/cbor/value.ts';
import { clientPinRequest } from '../../../src/ctap2/client-pin.ts';
import { getAssertionRequest } from '../../../src/ctap2/get-assertion.ts';
import { makeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { type Fields, type Message, readMessage, type ValueOfFields } from '../../../src/ctap2/schema.ts';
import { DecodeError } from '../../../src/errors/decode-error.ts';
import type { Decisions } from '../mutant.ts';

/** The sound decisions, with a decoder of requests that lets these departures from canonical CBOR pass. */
export function tolerating(sound: Decisions, kinds: readonly DepartureKind[]): Decisions {
  const reader =
    <F extends Fields>(message: Message<F>, strict: (parameters: Uint8Array) => ValueOfFields<F>) =>
    (parameters: Uint8Array): ValueOfFields<F> => {
      const value = tolerated(parameters, kinds);
      return value === undefined ? strict(parameters) : readMessage(message, value);
    };
  return {
    ...sound,
    fido2: {
      ...sound.fido2,
      readMakeCredential: reader(makeCredentialRequest, sound.fido2.readMakeCredential),
      readGetAssertion: reader(getAssertionRequest, sound.fido2.readGetAssertion),
      readClientPin: reader(clientPinRequest, sound.fido2.readClientPin),
    },
  };
}

/** The value of bytes that depart in these ways alone, and do depart. */
function tolerated(parameters: Uint8Array, kinds: readonly DepartureKind[]): CborValue | undefined {
  try {
    const { value, departures } = decodeTolerant(parameters);
    return departures.length > 0 && departures.every(({ kind }) => kinds.includes(kind)) ? value : undefined;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
