import { fromBase64url } from '../../bytes/base64url.ts';
import { decodeAuthenticationResponse, decodeRegistrationResponse } from '../../codec/webauthn-json.ts';
import { assertionSteps } from './assertion-steps.ts';
import { requireArray, requireObject } from './check-input.ts';
import type { AssertionInput, AssertionJsonInput, RegistrationInput, RegistrationJsonInput } from './input.ts';
import type { Ledger } from './ledger.ts';
import { registrationSteps } from './registration-steps.ts';

/** Whether a registration is in bytes throughout, and need not be read. */
export function isRegistrationInBytes(input: RegistrationInput | RegistrationJsonInput): input is RegistrationInput {
  return isInBytes(input.response) && typeof input.expected?.challenge !== 'string';
}

/** Whether an assertion is in bytes throughout, and need not be read. */
export function isAssertionInBytes(input: AssertionInput | AssertionJsonInput): input is AssertionInput {
  const { credential, expected } = input;
  return (
    isInBytes(input.response) &&
    typeof expected?.challenge !== 'string' &&
    typeof credential?.id !== 'string' &&
    typeof credential?.publicKey !== 'string' &&
    typeof credential?.userHandle !== 'string' &&
    (expected?.allowCredentials === undefined || isWithoutTexts(expected.allowCredentials))
  );
}

/** A registration with its texts read. A malformed response ends the ceremony; throws `TypeError` for what the caller wrote. */
export function readRegistration(ledger: Ledger, input: RegistrationJsonInput): RegistrationInput {
  const { response, expected } = input;
  requireObject(expected, 'verifyRegistration: expected');
  return {
    ...input,
    response: isInBytes(response)
      ? (response as RegistrationInput['response'])
      : readResponse(ledger, registrationSteps, () => decodeRegistrationResponse(response)),
    expected: { ...expected, challenge: bytesOf(expected.challenge, 'verifyRegistration: expected.challenge') },
  };
}

/** An assertion with its texts read. A malformed response ends the ceremony; throws `TypeError` for what the caller wrote. */
export function readAssertion(ledger: Ledger, input: AssertionJsonInput): AssertionInput {
  const place = 'verifyAssertion:';
  const { response, credential, expected } = input;
  requireObject(credential, `${place} credential`);
  requireObject(expected, `${place} expected`);
  const { allowCredentials, challenge, ...others } = expected;
  const { id, publicKey, userHandle, ...record } = credential;
  if (allowCredentials !== undefined) requireArray(allowCredentials, `${place} expected.allowCredentials`);
  return {
    ...input,
    response: isInBytes(response)
      ? (response as AssertionInput['response'])
      : readResponse(ledger, assertionSteps, () => decodeAuthenticationResponse(response)),
    credential: {
      ...record,
      id: bytesOf(id, `${place} credential.id`),
      publicKey: bytesOf(publicKey, `${place} credential.publicKey`),
      ...(userHandle === undefined ? {} : { userHandle: bytesOf(userHandle, `${place} credential.userHandle`) }),
    },
    expected: {
      ...others,
      challenge: bytesOf(challenge, `${place} expected.challenge`),
      ...(allowCredentials === undefined
        ? {}
        : {
            allowCredentials: allowCredentials.map((each, index) =>
              bytesOf(each, `${place} expected.allowCredentials[${index}]`),
            ),
          }),
    },
  };
}

function readResponse<Response>(
  ledger: Ledger,
  { response: step }: Pick<typeof registrationSteps, 'response'>,
  read: () => Response,
): Response {
  const response = ledger.read(step, 'response-malformed', undefined, read);
  ledger.pass(step);
  return response;
}

// One member in bytes is enough: a response that is neither wholly bytes nor JSON is a mistake of the caller.
function isInBytes(response: unknown): boolean {
  if (typeof response !== 'object' || response === null) return false;
  return (
    ('rawId' in response && response.rawId instanceof Uint8Array) ||
    ('clientDataJSON' in response && response.clientDataJSON instanceof Uint8Array)
  );
}

function isWithoutTexts(ids: readonly unknown[]): boolean {
  return !Array.isArray(ids) || !ids.some((id) => typeof id === 'string');
}

function bytesOf<Other>(value: Other | string, place: string): Other | Uint8Array {
  if (typeof value !== 'string') return value;
  try {
    return fromBase64url(value);
  } catch (cause) {
    throw new TypeError(`${place}: expected bytes or base64url without padding, received another text`, { cause });
  }
}
