import {
  requireArray,
  requireBoolean,
  requireBytes,
  requireFunction,
  requireNumber,
  requireObject,
  requireOneOf,
  requireText,
} from './check-input.ts';
import type {
  AttestationExpectations,
  AttestationPolicy,
  AuthenticatorExpectations,
  ClientDataExpectations,
  RevocationPolicy,
  StoredCredential,
} from './input.ts';
import type { Profile } from './profile.ts';

const crossOrigins = ['refused', 'allowed'];
const verifications = ['required', 'preferred', 'discouraged'];
const presences = ['required', 'not-required'];
const unsolicited = ['ignored', 'refused'];

/** Throws `TypeError` for expectations of client data that are of the wrong type: a duty must not go unjudged for a slip. */
export function checkClientDataExpectations(expected: ClientDataExpectations, place: string): void {
  requireBytes(expected.challenge, `${place}.challenge`);
  requireTexts(expected.origins, `${place}.origins`);
  if (expected.topOrigins !== undefined) requireTexts(expected.topOrigins, `${place}.topOrigins`);
  requireOneOf(expected.crossOrigin, crossOrigins, `${place}.crossOrigin`);
}

/** Throws `TypeError` for expectations of authenticator data that are of the wrong type. */
export function checkAuthenticatorExpectations(expected: AuthenticatorExpectations, place: string): void {
  requireOneOf(expected.userVerification, verifications, `${place}.userVerification`);
  requireOneOf(expected.userPresence, presences, `${place}.userPresence`);
  requireOneOf(expected.unsolicitedExtensions, unsolicited, `${place}.unsolicitedExtensions`);
  if (expected.extensions !== undefined) requireObject(expected.extensions, `${place}.extensions`);
}

/** Throws `TypeError` for expectations of an attestation that are of the wrong type. */
export function checkAttestationExpectations(expected: AttestationExpectations, place: string): void {
  checkAuthenticatorExpectations(expected, place);
  const { pubKeyCredParams, isRegistered, residentKey, attestation } = expected;
  if (pubKeyCredParams !== undefined) {
    requireArray(pubKeyCredParams, `${place}.pubKeyCredParams`);
    for (const [index, each] of pubKeyCredParams.entries()) {
      requireObject(each, `${place}.pubKeyCredParams[${index}]`);
      requireNumber(each.alg, `${place}.pubKeyCredParams[${index}].alg`);
    }
  }
  if (isRegistered !== undefined) requireFunction(isRegistered, `${place}.isRegistered`);
  requireOneOf(residentKey, verifications, `${place}.residentKey`);
  if (attestation !== undefined) checkPolicy(attestation, `${place}.attestation`);
}

/** Throws `TypeError` for a credential record whose optional members are of the wrong type, null among them. */
export function checkRecord(credential: StoredCredential, place: string): void {
  requireBoolean(credential.backupEligible, `${place}.backupEligible`);
  requireBoolean(credential.uvInitialized, `${place}.uvInitialized`);
  if (credential.userHandle !== undefined) requireBytes(credential.userHandle, `${place}.userHandle`);
}

/** Throws `TypeError` unless a profile is one: its name alone would waive and demand nothing. */
export function checkProfile(profile: Profile | undefined, place: string): void {
  if (profile === undefined) return;
  requireObject(profile, `${place} profile`);
  requireObject(profile.waives, `${place} profile.waives`);
}

function checkPolicy(policy: AttestationPolicy, place: string): void {
  requireObject(policy, place);
  const { anchors, metadata, atMs, formats, safetyNetWindowMs, compound, revocation } = policy;
  for (const name of ['acceptNone', 'acceptSelf', 'acceptSafetyNet', 'teeEnforcedOnly', 'sha1Certificates'] as const) {
    requireBoolean(policy[name], `${place}.${name}`);
  }
  if (anchors !== undefined) requireEachBytes(anchors, `${place}.anchors`);
  if (metadata !== undefined) {
    requireObject(metadata, `${place}.metadata`);
    requireFunction(metadata.find, `${place}.metadata.find`);
  }
  if (atMs !== undefined) requireNumber(atMs, `${place}.atMs`);
  if (formats !== undefined) requireTexts(formats, `${place}.formats`);
  if (safetyNetWindowMs !== undefined) requireNumber(safetyNetWindowMs, `${place}.safetyNetWindowMs`);
  if (compound !== undefined) {
    requireObject(compound, `${place}.compound`);
    const { required } = compound;
    if (required !== undefined && required !== 'all') requireNumber(required, `${place}.compound.required`);
    requireOneOf(compound.unknownParts, unsolicited, `${place}.compound.unknownParts`);
  }
  if (revocation !== undefined) checkRevocation(revocation, `${place}.revocation`);
}

function checkRevocation(revocation: RevocationPolicy, place: string): void {
  requireObject(revocation, place);
  const { crls, revoked } = revocation;
  requireBoolean(revocation.required, `${place}.required`);
  if (crls !== undefined) requireEachBytes(crls, `${place}.crls`);
  if (revoked === undefined) return;
  requireArray(revoked, `${place}.revoked`);
  for (const [index, entry] of revoked.entries()) {
    requireObject(entry, `${place}.revoked[${index}]`);
    requireBytes('sha256' in entry ? entry.sha256 : entry.serialNumber, `${place}.revoked[${index}]`);
    if ('issuer' in entry && entry.issuer !== undefined)
      requireBytes(entry.issuer, `${place}.revoked[${index}].issuer`);
  }
}

function requireEachBytes(values: readonly unknown[], place: string): void {
  requireArray(values, place);
  for (const [index, value] of values.entries()) requireBytes(value, `${place}[${index}]`);
}

function requireTexts(values: readonly unknown[], place: string): void {
  requireArray(values, place);
  for (const [index, value] of values.entries()) requireText(value, `${place}[${index}]`);
}
