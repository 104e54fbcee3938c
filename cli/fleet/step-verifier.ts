import { touchstoneProfile } from '../../src/verifier/otp/estimating-profile.ts';
import { type OtpProfile, type OtpProfileName, otpProfiles } from '../../src/verifier/otp/profiles.ts';
import { type OtpToken, otpToken } from '../../src/verifier/otp/token.ts';
import { stepsOf, type TotpProfile } from '../../src/verifier/otp/totp-profile.ts';
import { freshTotpState, type TotpState } from '../../src/verifier/otp/totp-state.ts';
import { afterStep, possibleSteps } from '../../src/verifier/otp/verify-estimating.ts';

/**
 * A verifier that is told the step of a code in place of the code: the same decisions by arithmetic alone. Two steps that
 * happen to show the same digits are not confused, which is all that differs.
 */
export interface StepVerifier {
  /** Forgets everything: the next token. */
  fresh(): void;
  /** Whether the code of that step is accepted now; remembers what the verifier would. */
  login(step: number, nowSeconds: number, phase: 'activation' | 'authentication'): boolean;
}

/** The verifier of that name, by steps. */
export function stepVerifier(name: OtpProfileName, periodSeconds: number): StepVerifier {
  const profile: OtpProfile = otpProfiles[name];
  switch (profile.kind) {
    case 'window':
      return windowVerifier(profile, periodSeconds);
    case 'estimating':
      return estimatingVerifier(periodSeconds);
    case 'library':
      return libraryVerifier(profile.toleranceSeconds, periodSeconds);
  }
}

function windowVerifier(profile: TotpProfile, period: number): StepVerifier {
  const activation = stepsOf(profile.activation, period);
  const authentication = stepsOf(profile.authentication, period);
  const { drift, replay, resync } = profile;
  const isInSeconds = drift === 'seconds-from-now' || drift === 'seconds-from-step';
  let offset = 0;
  let lastStep = Number.NEGATIVE_INFINITY;
  let pendingStep = Number.NEGATIVE_INFINITY;
  let pendingSeconds = 0;
  const accept = (step: number, server: number, nowSeconds: number): true => {
    if (drift === 'steps') offset = step - server;
    else if (drift === 'seconds-from-now') offset = step * period - nowSeconds;
    else if (drift === 'seconds-from-step') offset = (step - server) * period;
    if (replay === 'later-steps-only' || replay === 'last-code') lastStep = step;
    else if (replay === 'code-text') lastStep = step;
    pendingStep = Number.NEGATIVE_INFINITY;
    return true;
  };
  const isReplay = (step: number): boolean => {
    if (replay === 'none') return false;
    // of code-text the very step is refused as long as it can be in the window, and a later window does not hold it
    return replay === 'code-text' ? step === lastStep : step <= lastStep;
  };
  return {
    fresh: () => {
      offset = 0;
      lastStep = Number.NEGATIVE_INFINITY;
      pendingStep = Number.NEGATIVE_INFINITY;
    },
    login: (step, nowSeconds, phase) => {
      const server = Math.floor(nowSeconds / period);
      const centre = isInSeconds ? Math.floor((nowSeconds + offset) / period) : server + offset;
      const { back, forward } = phase === 'activation' ? activation : authentication;
      if (step >= centre - back && step <= centre + forward) {
        return isReplay(step) ? false : accept(step, server, nowSeconds);
      }
      if (resync === undefined || phase === 'activation') return false;
      const isCurrent = resync.expiresSeconds === undefined || nowSeconds - pendingSeconds <= resync.expiresSeconds;
      if (isCurrent && step > pendingStep && step <= pendingStep + resync.mostApart) {
        return accept(step, server, nowSeconds);
      }
      if (Math.abs(step - centre) <= resync.steps && step > lastStep) {
        pendingStep = step;
        pendingSeconds = nowSeconds;
      }
      return false;
    },
  };
}

function libraryVerifier(toleranceSeconds: number, period: number): StepVerifier {
  let lastStep = Number.NEGATIVE_INFINITY;
  return {
    fresh: () => {
      lastStep = Number.NEGATIVE_INFINITY;
    },
    login: (step, nowSeconds) => {
      const seconds = Math.floor(nowSeconds);
      const first = Math.floor((seconds - toleranceSeconds) / period);
      const last = Math.floor((seconds + toleranceSeconds) / period);
      if (step < first || step > last || step <= lastStep) return false;
      lastStep = step;
      return true;
    },
  };
}

function estimatingVerifier(periodSeconds: number): StepVerifier {
  const profile = touchstoneProfile;
  const token: OtpToken = otpToken(new Uint8Array(20), { periodSeconds });
  let state: TotpState = freshTotpState;
  return {
    fresh: () => {
      state = freshTotpState;
    },
    login: (step, nowSeconds) => {
      const { first, likely, last, offsetSeconds } = possibleSteps(profile, token, state, nowSeconds);
      const isUsed = state.lastStep !== undefined && step <= state.lastStep;
      const { pending } = state;
      const isNear =
        step >= Math.max(first, likely - profile.singleSteps) && step <= Math.min(last, likely + profile.singleSteps);
      const follows =
        pending !== undefined &&
        nowSeconds - pending.atSeconds <= (profile.resync.expiresSeconds ?? 0) &&
        step > pending.step &&
        step <= pending.step + profile.resync.mostApart;
      if ((isNear && !isUsed) || (!isNear && follows)) {
        state = afterStep(profile, token, state, step, nowSeconds, offsetSeconds);
        return true;
      }
      if (!isNear && step >= first && step <= last && !isUsed)
        state = { ...state, pending: { step, atSeconds: nowSeconds } };
      return false;
    },
  };
}
