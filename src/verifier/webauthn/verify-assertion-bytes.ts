import { checkAuthenticatorExpectations, checkProfile } from './check-expectations.ts';
import { requireBoolean, requireBytes, requireCount, requireKey, requireObject, requireText } from './check-input.ts';
import type { AssertionBytesInput } from './input.ts';
import { judgeAssertion } from './judge-assertion.ts';
import { Ledger, ruling } from './ledger.ts';
import { strict } from './profile.ts';
import type { AssertionBytesVerdict } from './verdict.ts';

/**
 * The authenticator-level steps of an assertion (WebAuthn Level 3 section 7.2 steps 15 to 23), judged with the hash of
 * client data alone, as a key is judged. Any bytes end in a verdict; throws `TypeError` on arguments of the wrong type.
 */
export function verifyAssertionBytes(input: AssertionBytesInput): AssertionBytesVerdict {
  requireBytes(input.authenticatorData, 'verifyAssertionBytes: authenticatorData');
  requireBytes(input.signature, 'verifyAssertionBytes: signature');
  requireBytes(input.clientDataHash, 'verifyAssertionBytes: clientDataHash');
  requireText(input.rpId, 'verifyAssertionBytes: rpId');
  requireKey(input.publicKey, 'verifyAssertionBytes: publicKey');
  if (input.signCount !== undefined) requireCount(input.signCount, 'verifyAssertionBytes: signCount');
  requireBoolean(input.backupEligible, 'verifyAssertionBytes: backupEligible');
  if (input.expected !== undefined) {
    requireObject(input.expected, 'verifyAssertionBytes: expected');
    checkAuthenticatorExpectations(input.expected, 'verifyAssertionBytes: expected');
  }
  checkProfile(input.profile, 'verifyAssertionBytes:');
  const ledger = new Ledger(input.profile ?? strict);
  return ruling(ledger, () =>
    judgeAssertion(
      ledger,
      {
        authenticatorData: input.authenticatorData,
        signature: input.signature,
        clientDataHash: input.clientDataHash,
        isHashComputed: false,
        rpId: input.rpId,
        appId: undefined,
        publicKey: input.publicKey,
        signCount: input.signCount,
        backupEligible: input.backupEligible,
        clientExtensionResults: undefined,
        credentialId: undefined,
      },
      input.expected ?? {},
    ),
  );
}
