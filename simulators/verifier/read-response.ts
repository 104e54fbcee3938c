import { fromBase64url } from '../../src/bytes/base64url.ts';
import type { AssertionResponse, RegistrationResponse } from '../../src/verifier/webauthn/input.ts';

/** What became of a body: the response it holds, or why it holds none. */
export type Read<Response> =
  | { readonly kind: 'read'; readonly response: Response }
  | { readonly kind: 'malformed'; readonly because: string };

/** Reads the JSON of a registration (`RegistrationResponseJSON`); members that it does not need may be anything. */
export function readRegistration(body: unknown): Read<RegistrationResponse> {
  return reading(() => {
    const whole = objectIn('body', body);
    const inner = objectIn('response', whole['response']);
    return {
      ...presented(whole),
      clientDataJSON: bytesIn('response.clientDataJSON', inner['clientDataJSON']),
      attestationObject: bytesIn('response.attestationObject', inner['attestationObject']),
    };
  });
}

/** Reads the JSON of an authentication (`AuthenticationResponseJSON`); members that it does not need may be anything. */
export function readAssertion(body: unknown): Read<AssertionResponse> {
  return reading(() => {
    const whole = objectIn('body', body);
    const inner = objectIn('response', whole['response']);
    const { userHandle } = inner;
    return {
      ...presented(whole),
      clientDataJSON: bytesIn('response.clientDataJSON', inner['clientDataJSON']),
      authenticatorData: bytesIn('response.authenticatorData', inner['authenticatorData']),
      signature: bytesIn('response.signature', inner['signature']),
      // older clients write an absent handle as an empty text
      ...(userHandle === undefined || userHandle === null || userHandle === ''
        ? {}
        : { userHandle: bytesIn('response.userHandle', userHandle) }),
    };
  });
}

class Malformed extends Error {
  override readonly name = 'Malformed';
}

function reading<Response>(read: () => Response): Read<Response> {
  try {
    return { kind: 'read', response: read() };
  } catch (error) {
    if (error instanceof Malformed) return { kind: 'malformed', because: error.message };
    throw error;
  }
}

function presented(
  whole: Readonly<Record<string, unknown>>,
): Pick<Required<RegistrationResponse>, 'id' | 'rawId' | 'type' | 'clientExtensionResults'> {
  // the older name is that of the method which gives them
  const outputs = whole['clientExtensionResults'] ?? whole['getClientExtensionResults'] ?? {};
  return {
    id: textIn('id', whole['id']),
    rawId: bytesIn('rawId', whole['rawId']),
    type: textIn('type', whole['type']),
    clientExtensionResults: objectIn('clientExtensionResults', outputs),
  };
}

function objectIn(place: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(place, 'an object', value);
  return value as Readonly<Record<string, unknown>>;
}

function textIn(place: string, value: unknown): string {
  if (typeof value !== 'string') throw wrong(place, 'a text', value);
  return value;
}

function bytesIn(place: string, value: unknown): Uint8Array {
  const text = textIn(place, value);
  try {
    return fromBase64url(text);
  } catch (error) {
    if (error instanceof RangeError) throw wrong(place, 'unpadded base64url', value);
    throw error;
  }
}

function wrong(place: string, expectation: string, value: unknown): Malformed {
  const finding = value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value).slice(0, 60);
  return new Malformed(`${place}: expected ${expectation}, received ${finding}`);
}
