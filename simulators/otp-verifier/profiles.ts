import { type OtpProfile, otpProfiles } from '../../src/verifier/otp/profiles.ts';
import type { TotpProfile } from '../../src/verifier/otp/totp-profile.ts';

/** A verifier with everything that may be asked of one: fixed windows, drift followed as far as a clock goes, resync, throttling. */
export const bounded: TotpProfile = {
  kind: 'window',
  name: 'bounded',
  says: '±2880 steps to activate, ±2 around a drift that changes no faster than a clock can, resync by two codes, throttling',
  activation: { unit: 'steps', back: 2880, forward: 2880 },
  authentication: { unit: 'steps', back: 2, forward: 2 },
  order: 'nearest-first',
  drift: 'steps',
  replay: 'later-steps-only',
  resync: { steps: 1000, mostApart: 1, expiresSeconds: 300 },
  throttle: { attempts: 10, seconds: 60 },
};

/** Every verifier that can be simulated, by name: the built-in profiles, and `bounded`. */
export const simulatedOtpProfiles: Readonly<Record<string, OtpProfile>> = { bounded, ...otpProfiles };
