import { extensionSteps } from './extension-steps.ts';
import { defineStep } from './step.ts';

/** The steps of section 7.2 (Verifying an Authentication Assertion) that bytes can answer, with the duties beside them. */
export const assertionSteps = {
  response: defineStep('5.1', undefined, 'the response in JSON is one of an assertion, with members of their types'),
  credentialType: defineStep('5.1', undefined, 'the credential has the type public-key'),
  credentialIdText: defineStep('5.1', undefined, 'id is rawId in base64url'),
  allowed: defineStep('7.2', '5', 'the credential is one of allowCredentials where any were listed'),
  credentialKnown: defineStep('7.2', '6', 'rawId is the id of the stored credential'),
  userHandle: defineStep('7.2', '6', 'userHandle is that of the account, and present where it alone names the user'),
  clientDataText: defineStep('7.2', '8', 'clientDataJSON is read as UTF-8, a byte order mark dropped'),
  clientDataJson: defineStep('7.2', '9', 'clientDataJSON is client data in JSON'),
  type: defineStep('7.2', '10', 'type is webauthn.get'),
  challenge: defineStep('7.2', '11', 'challenge is the one that was issued, in base64url'),
  origin: defineStep('7.2', '12', 'origin is one of the relying party'),
  crossOrigin: defineStep('7.2', '13', 'crossOrigin is true only where framing by another origin is expected'),
  topOriginFraming: defineStep('5.8.1', undefined, 'topOrigin is present only where crossOrigin is true'),
  topOriginExpected: defineStep('7.2', '14.1', 'topOrigin is present only where framing by another origin is expected'),
  topOriginMatches: defineStep('7.2', '14.2', 'topOrigin is a page that may frame the relying party'),
  authenticatorData: defineStep(
    '6.1',
    undefined,
    'authenticatorData has the lengths that its flags announce, and nothing more',
  ),
  rpIdHash: defineStep('7.2', '15', 'rpIdHash is SHA-256 of the RP ID, or of the AppID where appid was used'),
  userPresent: defineStep('7.2', '16', 'UP is set'),
  userVerified: defineStep('7.2', '17', 'UV is set where user verification is required'),
  backupFlags: defineStep('7.2', '18', 'BS is not set without BE'),
  backupEligibility: defineStep('7.2', '19', 'BE is as it was at registration'),
  noAttestedData: defineStep('6.1', undefined, 'authenticatorData of an assertion carries no attested credential data'),
  clientDataHash: defineStep('7.2', '20', 'the hash is SHA-256 of clientDataJSON'),
  publicKey: defineStep('7.2', '21', 'the stored public key can be read'),
  signature: defineStep('7.2', '21', 'the signature is over authenticatorData and the hash, by the stored key'),
  signCount: defineStep('7.2', '22', 'the signature counter grew, or both counters are zero'),
  unsolicitedExtensions: defineStep('7.2', '23', 'extension outputs that were not requested are dealt with by policy'),
  extensionOutputs: defineStep(
    '7.2',
    '23',
    'extension outputs are named by text, and each is as expected of the request',
  ),
  ...extensionSteps,
} as const;
