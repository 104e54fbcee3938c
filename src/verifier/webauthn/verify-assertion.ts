import { equalBytes } from '../../bytes/bytes.ts';
import { sha256 } from '../../crypto/hash.ts';
import { assertionSteps as steps } from './assertion-steps.ts';
import {
  checkAuthenticatorExpectations,
  checkClientDataExpectations,
  checkProfile,
  checkRecord,
} from './check-expectations.ts';
import {
  requireArray,
  requireBytes,
  requireCount,
  requireKey,
  requireObject,
  requireOneOf,
  requireText,
} from './check-input.ts';
import { judgeClientData } from './client-data.ts';
import { memberOf } from './extension-value.ts';
import { isAssertionInBytes, readAssertion } from './from-json.ts';
import type { AssertionInput, AssertionJsonInput } from './input.ts';
import { judgeAssertion } from './judge-assertion.ts';
import { Ledger, ruling } from './ledger.ts';
import { judgePresented } from './presented-credential.ts';
import { strict } from './profile.ts';
import type { AssertionAccepted, AssertionVerdict } from './verdict.ts';

/**
 * Verifies an assertion by every step of WebAuthn Level 3 section 7.2, its response in bytes or in JSON. Whatever the
 * response is, it ends in a verdict; throws `TypeError` on other arguments of the wrong type.
 */
export function verifyAssertion(input: AssertionInput | AssertionJsonInput): AssertionVerdict {
  checkProfile(input.profile, 'verifyAssertion:');
  return verifyAssertionBy(new Ledger(input.profile ?? strict), input);
}

/** `verifyAssertion` by a ledger of the caller's, whose profile counts; the seam for verifiers with faults. */
export function verifyAssertionBy(ledger: Ledger, input: AssertionInput | AssertionJsonInput): AssertionVerdict {
  return ruling(ledger, () => {
    const read = isAssertionInBytes(input) ? input : readAssertion(ledger, input);
    checkArguments(read);
    const { response, credential, expected } = read;
    judgePresented(ledger, steps, response);
    // steps 5 and 6
    judgeIdentity(ledger, read);
    // steps 7 to 14
    const clientData = judgeClientData(ledger, steps, response.clientDataJSON, 'webauthn.get', expected);
    // steps 15 to 23
    const usedAppId = memberOf(response.clientExtensionResults, 'appid') === true;
    const accepted = judgeAssertion(
      ledger,
      {
        authenticatorData: response.authenticatorData,
        signature: response.signature,
        clientDataHash: sha256(response.clientDataJSON),
        isHashComputed: true,
        rpId: expected.rpId,
        appId: usedAppId ? expected.appId : undefined,
        publicKey: credential.publicKey,
        signCount: credential.signCount,
        backupEligible: credential.backupEligible,
        clientExtensionResults: response.clientExtensionResults,
        credentialId: response.rawId,
      },
      expected,
    );
    // step 24
    const { steps: taken, warnings, signCount, flags, extensions } = accepted;
    const uvInitialized = credential.uvInitialized === true || flags.userVerified;
    // Written out: spreading the part into the whole would cost a quarter of the overhead.
    const whole: AssertionAccepted = {
      kind: 'accepted',
      steps: taken,
      warnings,
      signCount,
      flags,
      origin: clientData.origin,
      credentialId: credential.id,
      update: { signCount, backupState: flags.backupState, uvInitialized },
    };
    return extensions === undefined ? whole : { ...whole, extensions };
  });
}

function judgeIdentity(ledger: Ledger, { response, credential, expected }: AssertionInput): void {
  const { rawId, userHandle } = response;
  const allowed = expected.allowCredentials;
  if (allowed === undefined || allowed.length === 0) ledger.skip(steps.allowed);
  else {
    ledger.demand(
      steps.allowed,
      allowed.some((id) => equalBytes(id, rawId)),
      'credential-not-allowed',
      () => `rawId: expected one of ${allowed.length} allowed credentials, received another`,
      rawId,
    );
  }
  ledger.demand(
    steps.credentialKnown,
    equalBytes(rawId, credential.id),
    'credential-id-mismatch',
    () => 'rawId: expected the id of the stored credential, received another',
    rawId,
    'credential-id-unbound',
  );
  if (userHandle === undefined || userHandle === null) {
    if (expected.userHandle !== 'required') ledger.skip(steps.userHandle);
    else {
      ledger.demand(
        steps.userHandle,
        false,
        'user-handle-missing',
        () => 'userHandle: expected that of the account, received none',
      );
    }
    return;
  }
  const owner = credential.userHandle;
  if (owner === undefined && expected.userHandle !== 'required') {
    ledger.skip(steps.userHandle);
    return;
  }
  ledger.demand(
    steps.userHandle,
    owner !== undefined && equalBytes(owner, userHandle),
    'user-handle-mismatch',
    () => 'userHandle: expected that of the account, received another',
    userHandle,
  );
}

function checkArguments({ response, credential, expected }: AssertionInput): void {
  const place = 'verifyAssertion:';
  requireObject(response, `${place} response`);
  requireObject(credential, `${place} credential`);
  requireObject(expected, `${place} expected`);
  if (response.id !== undefined) requireText(response.id, `${place} response.id`);
  requireBytes(response.rawId, `${place} response.rawId`);
  requireBytes(response.clientDataJSON, `${place} response.clientDataJSON`);
  requireBytes(response.authenticatorData, `${place} response.authenticatorData`);
  requireBytes(response.signature, `${place} response.signature`);
  if (response.userHandle !== undefined && response.userHandle !== null) {
    requireBytes(response.userHandle, `${place} response.userHandle`);
  }
  requireBytes(credential.id, `${place} credential.id`);
  requireKey(credential.publicKey, `${place} credential.publicKey`);
  requireCount(credential.signCount, `${place} credential.signCount`);
  checkRecord(credential, `${place} credential`);
  checkClientDataExpectations(expected, `${place} expected`);
  requireText(expected.rpId, `${place} expected.rpId`);
  if (expected.appId !== undefined) requireText(expected.appId, `${place} expected.appId`);
  requireOneOf(expected.userHandle, ['required', 'optional'], `${place} expected.userHandle`);
  const { allowCredentials } = expected;
  if (allowCredentials !== undefined) {
    requireArray(allowCredentials, `${place} expected.allowCredentials`);
    for (const id of allowCredentials) requireBytes(id, `${place} expected.allowCredentials`);
  }
  checkAuthenticatorExpectations(expected, `${place} expected`);
}
