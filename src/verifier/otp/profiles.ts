import { type EstimatingProfile, touchstoneProfile } from './estimating-profile.ts';
import type { TotpProfile } from './totp-profile.ts';

/** Windows of the length that otplib's own users set; the real library decides. */
export interface LibraryProfile {
  readonly kind: 'library';
  readonly name: string;
  readonly says: string;
  readonly library: 'otplib';
  /** Seconds each side, as the library counts them. */
  readonly toleranceSeconds: number;
}

/** A verifier of one-time codes, as data. */
export type OtpProfile = TotpProfile | EstimatingProfile | LibraryProfile;

/** RFC 6238 as it recommends itself: one step each side, the drift recorded, no code twice. */
export const rfc6238: TotpProfile = {
  kind: 'window',
  name: 'rfc6238',
  says: 'RFC 6238 as it recommends itself: one step each side of a centre that follows the token',
  activation: { unit: 'steps', back: 1, forward: 1 },
  authentication: { unit: 'steps', back: 1, forward: 1 },
  order: 'nearest-first',
  drift: 'steps',
  replay: 'later-steps-only',
};

/** Microsoft Entra ID as its documents describe it. */
export const entra: TotpProfile = {
  kind: 'window',
  name: 'entra',
  says: 'Microsoft Entra ID: ±2880 steps to activate, ±2 steps to sign in, the drift adjusted by both',
  activation: { unit: 'steps', back: 2880, forward: 2880 },
  authentication: { unit: 'steps', back: 2, forward: 2 },
  order: 'nearest-first',
  drift: 'steps',
  replay: 'later-steps-only',
};

/** privacyIDEA with its default window of 180 seconds. */
export const privacyidea: TotpProfile = {
  kind: 'window',
  name: 'privacyidea',
  says: 'privacyIDEA: 180 seconds, half-open, oldest step first, the shift kept in seconds and never bounded',
  activation: { unit: 'seconds', seconds: 180, halfOpen: true },
  authentication: { unit: 'seconds', seconds: 180, halfOpen: true },
  order: 'oldest-first',
  drift: 'seconds-from-now',
  replay: 'later-steps-only',
  resync: { steps: 1000, mostApart: 1 },
};

/** LinOTP with its default window of 180 seconds. */
export const linotp: TotpProfile = {
  kind: 'window',
  name: 'linotp',
  says: 'LinOTP: as privacyIDEA, but time is rounded down to a step before it is compared',
  activation: { unit: 'seconds', seconds: 180, halfOpen: true },
  authentication: { unit: 'seconds', seconds: 180, halfOpen: true },
  order: 'oldest-first',
  drift: 'seconds-from-step',
  replay: 'later-steps-only',
  resync: { steps: 1000, mostApart: 3 },
};

/** Keycloak since 2021. */
export const keycloak: TotpProfile = {
  kind: 'window',
  name: 'keycloak',
  says: 'Keycloak: one step each side, nearest first, no drift kept, a code remembered by its text',
  activation: { unit: 'steps', back: 1, forward: 1 },
  authentication: { unit: 'steps', back: 1, forward: 1 },
  order: 'nearest-first',
  drift: 'none',
  replay: 'code-text',
};

/** liboath of the OATH Toolkit, as pam_oath calls it with a users file. */
export const liboath: TotpProfile = {
  kind: 'window',
  name: 'liboath',
  says: 'liboath with a users file: five steps each side, nearest first, no drift kept',
  activation: { unit: 'steps', back: 5, forward: 5 },
  authentication: { unit: 'steps', back: 5, forward: 5 },
  order: 'nearest-first',
  drift: 'none',
  replay: 'last-code',
};

/** The real otplib with a tolerance of 30 seconds each side. */
export const otplib: LibraryProfile = {
  kind: 'library',
  name: 'otplib',
  says: 'the real otplib with epochTolerance 30 and afterTimeStep: the window is in seconds, two or three steps wide',
  library: 'otplib',
  toleranceSeconds: 30,
};

/** The built-in verifiers by name. */
export const otpProfiles = {
  rfc6238,
  entra,
  privacyidea,
  linotp,
  keycloak,
  liboath,
  otplib,
  touchstone: touchstoneProfile,
} as const satisfies Record<string, OtpProfile>;

/** One of the built-in verifiers. */
export type OtpProfileName = keyof typeof otpProfiles;
