import { codeOf } from '../../oath/hotp.ts';
import { stepAt } from '../../oath/totp.ts';
import type { DriftEstimate } from './drift-estimate.ts';
import type { OtpProfile } from './profiles.ts';
import type { OtpToken } from './token.ts';
import type { OtpPhase } from './totp-profile.ts';
import { freshTotpState, type TotpState } from './totp-state.ts';
import { verifyOtp } from './verify-otp.ts';

/** How often somebody signs in. */
export const loginHabits = ['weekly', 'monthly', 'yearly'] as const;
/** One of `loginHabits`. */
export type LoginHabit = (typeof loginHabits)[number];

/** What a verifier does with a token: lets it in with the first code, with a second one, now and then, or never. */
export type Acceptance = 'accepted' | 'second-code' | 'sometimes' | 'refused';

/** What a verifier will make of a token. */
export interface Outlook {
  readonly verifier: string;
  /** A code today, by a verifier that thinks the clock right. */
  readonly today: Acceptance;
  /** The token activated today, a sign-in soon after. */
  readonly activated: Acceptance;
  /** Activated today and used by that habit: the sign-in in a year. */
  readonly inAYear: Readonly<Record<LoginHabit, Acceptance>>;
}

/** A clock that runs at one rate. */
interface SteadyClock {
  readonly offsetSeconds: number;
  readonly ppm: number;
  /** The time of the offset. */
  readonly sinceSeconds: number;
}

const YEAR = 365.25 * 86_400;
const intervalSeconds: Readonly<Record<LoginHabit, number>> = { weekly: 7 * 86_400, monthly: YEAR / 12, yearly: YEAR };
/** When within a step people press: five phases, and for sign-ins in between one that never repeats. */
const phases = [0.02, 0.25, 0.5, 0.75, 0.98];
const GOLDEN = 0.618_033_988_749_895;
/** From the code on the display to the code at the server. */
const TYPING_SECONDS = 5;

/**
 * What a verifier makes of a token whose clock the estimate describes, today and in a year, simulated login by login for the
 * likely clock and for those at the edges of what is possible. Somebody who is refused tries the next code once.
 */
export function outlook(profile: OtpProfile, token: OtpToken, estimate: DriftEstimate, nowSeconds: number): Outlook {
  const clocks = clocksOf(estimate, nowSeconds);
  const each = (of: (clock: SteadyClock) => readonly Acceptance[]): Acceptance => summed(clocks.flatMap(of));
  const activated = clocks.map((clock) => ({ clock, state: activate(profile, token, clock, nowSeconds) }));
  const soon = nowSeconds + 10 * token.periodSeconds;
  return {
    verifier: profile.name,
    today: each((clock) => atPhases(profile, token, clock, freshTotpState, nowSeconds)),
    activated: summed(activated.flatMap(({ clock, state }) => afterActivation(profile, token, clock, state, soon))),
    inAYear: Object.fromEntries(
      loginHabits.map((habit) => [
        habit,
        summed(
          activated.flatMap(({ clock, state }) => {
            const used =
              state === undefined ? undefined : stateAfterAYear(profile, token, clock, state, nowSeconds, habit);
            return afterActivation(profile, token, clock, used, nowSeconds + YEAR);
          }),
        ),
      ]),
    ) as Record<LoginHabit, Acceptance>,
  };
}

/** The likely clock and the four corners. */
function clocksOf({ offsetSeconds, ratePpm }: DriftEstimate, sinceSeconds: number): SteadyClock[] {
  const middle = {
    offsetSeconds: (offsetSeconds.low + offsetSeconds.high) / 2,
    ppm: (ratePpm.low + ratePpm.high) / 2,
    sinceSeconds,
  };
  const corners = [offsetSeconds.low, offsetSeconds.high].flatMap((offset) =>
    [ratePpm.low, ratePpm.high].map((ppm) => ({ offsetSeconds: offset, ppm, sinceSeconds })),
  );
  return [middle, ...corners];
}

/** The state after the first code; where a verifier resynchronises by two codes at sign-in alone, after these. Undefined: neither is accepted. */
function activate(profile: OtpProfile, token: OtpToken, clock: SteadyClock, nowSeconds: number): TotpState | undefined {
  for (const phase of ['activation', 'authentication'] as const) {
    const { acceptance, state } = login(profile, token, clock, freshTotpState, nowSeconds, phase);
    if (acceptance !== 'refused') return state;
  }
  return undefined;
}

function stateAfterAYear(
  profile: OtpProfile,
  token: OtpToken,
  clock: SteadyClock,
  activated: TotpState,
  nowSeconds: number,
  habit: LoginHabit,
): TotpState {
  let state = activated;
  const interval = intervalSeconds[habit];
  // the last one, in a year, is the one that is asked about
  for (let count = 1; count * interval < YEAR - 1; count += 1) {
    const at = nowSeconds + count * interval + ((count * GOLDEN) % 1) * token.periodSeconds;
    state = login(profile, token, clock, state, at, 'authentication').state;
  }
  return state;
}

function afterActivation(
  profile: OtpProfile,
  token: OtpToken,
  clock: SteadyClock,
  state: TotpState | undefined,
  atSeconds: number,
): readonly Acceptance[] {
  return state === undefined ? ['refused'] : atPhases(profile, token, clock, state, atSeconds);
}

function atPhases(
  profile: OtpProfile,
  token: OtpToken,
  clock: SteadyClock,
  state: TotpState,
  atSeconds: number,
): readonly Acceptance[] {
  return phases.map(
    (phase) =>
      login(profile, token, clock, state, atSeconds + phase * token.periodSeconds, 'authentication').acceptance,
  );
}

/** One sign-in, with a second try at the next code. */
function login(
  profile: OtpProfile,
  token: OtpToken,
  clock: SteadyClock,
  before: TotpState,
  atSeconds: number,
  phase: OtpPhase,
): { readonly acceptance: 'accepted' | 'second-code' | 'refused'; readonly state: TotpState } {
  let state = before;
  for (const acceptance of ['accepted', 'second-code'] as const) {
    const pressed = atSeconds + (acceptance === 'accepted' ? 0 : token.periodSeconds);
    const verdict = verifyOtp(profile, {
      token,
      state,
      code: codeShown(token, clock, pressed),
      nowSeconds: pressed + TYPING_SECONDS,
      phase,
    });
    ({ state } = verdict);
    if (verdict.kind === 'accepted') return { acceptance, state };
  }
  return { acceptance: 'refused', state };
}

function codeShown(token: OtpToken, { offsetSeconds, ppm, sinceSeconds }: SteadyClock, atSeconds: number): string {
  const shown = atSeconds + offsetSeconds + ((atSeconds - sinceSeconds) * ppm) / 1e6;
  return codeOf(token.key.truncated(Math.max(0, stepAt(shown, token))), token.digits);
}

function summed(all: readonly Acceptance[]): Acceptance {
  if (all.every((one) => one === 'accepted')) return 'accepted';
  if (all.every((one) => one === 'refused')) return 'refused';
  return all.includes('refused') || all.includes('sometimes') ? 'sometimes' : 'second-code';
}
