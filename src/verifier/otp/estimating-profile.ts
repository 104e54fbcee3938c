import type { ClockLimits } from './drift-estimate.ts';
import type { ResyncRule, ThrottleRule } from './totp-profile.ts';

/** A verifier that estimates each token's drift and rate, and looks only where a clock can be. */
export interface EstimatingProfile {
  readonly kind: 'estimating';
  readonly name: string;
  readonly says: string;
  readonly limits: ClockLimits;
  /** How long after the end of its step a code may still be entered: reading, typing, and a display that holds it. */
  readonly entryDelaySeconds: number;
  /** How far from the most likely step one code alone is believed, in steps each side. */
  readonly singleSteps: number;
  /** How far from the server's clock a token may be when it is activated, in steps each side; beyond `singleSteps` two codes are needed. */
  readonly activationSteps: number;
  readonly resync: ResyncRule;
  readonly throttle: ThrottleRule;
  /** How many observations are kept of a token. */
  readonly observations: number;
}

/** The verifier of this project. */
export const touchstoneProfile: EstimatingProfile = {
  kind: 'estimating',
  name: 'touchstone',
  says: 'estimates the drift and rate of each token with their uncertainty, and accepts only what a clock within its limits can show',
  limits: { ppm: 100, wanderPpm: 15 },
  entryDelaySeconds: 45,
  singleSteps: 10,
  activationSteps: 2880,
  resync: { steps: 2880, mostApart: 3, expiresSeconds: 300 },
  throttle: { attempts: 10, seconds: 60 },
  observations: 8,
};
