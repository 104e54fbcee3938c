import { decodeAuthenticationResponse, decodeRegistrationResponse } from '../../src/codec/webauthn-json.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import type { AssertionResponse, RegistrationResponse } from '../../src/verifier/webauthn/input.ts';

/** What became of a body: the response it holds, or why it holds none. */
export type Read<Response> =
  | { readonly kind: 'read'; readonly response: Response }
  | { readonly kind: 'malformed'; readonly because: string };

/** Reads the JSON of a registration (`RegistrationResponseJSON`); members that it does not need may be anything. */
export function readRegistration(body: unknown): Read<RegistrationResponse> {
  return reading(() => decodeRegistrationResponse(body));
}

/** Reads the JSON of an authentication (`AuthenticationResponseJSON`); members that it does not need may be anything. */
export function readAssertion(body: unknown): Read<AssertionResponse> {
  return reading(() => decodeAuthenticationResponse(body));
}

function reading<Response>(read: () => Response): Read<Response> {
  try {
    return { kind: 'read', response: read() };
  } catch (error) {
    if (error instanceof DecodeError) return { kind: 'malformed', because: error.message };
    throw error;
  }
}
