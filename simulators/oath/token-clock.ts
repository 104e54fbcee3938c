import { type Battery, reachesAt, slowedPpm, slowedSeconds } from './battery.ts';
import type { Jitter } from './jitter.ts';
import type { OathPolicy } from './policy.ts';
import type { OathProfile } from './profile.ts';
import { gainedSeconds, type Quartz, rateAt } from './quartz.ts';
import type { ClockState, LitDisplay } from './state.ts';
import type { Temperature, TemperatureFunction } from './temperature.ts';

/** All that a clock runs by. */
export interface ClockWorld {
  readonly profile: OathProfile;
  readonly policy: OathPolicy;
  readonly quartz: Quartz;
  readonly jitter: Jitter;
  readonly temperature: Temperature | TemperatureFunction;
  readonly battery: Battery;
  readonly display: LitDisplay | undefined;
}

/** How far a clock is ahead of true time, in seconds, at a time: a closed form over whatever has passed since it was last touched. */
export function offsetAt(clock: ClockState, world: ClockWorld, now: number): number {
  if (clock.kind === 'frozen') return clock.heldSeconds - now;
  const { battery, profile, policy } = world;
  const { atSeconds: at, offsetSeconds } = clock;
  const end = at + policy.ranSeconds(now - at, litSeconds(world, at, now));
  const empties = reachesAt(battery, profile.battery, 0);
  const stops = Math.max(at, Math.min(end, empties));
  // a clock that is put back while it stands still (end before at) has no battery story
  const until = end < at ? end : stops;
  const fails = reachesAt(battery, profile.battery, profile.battery.failsBelow);
  if (profile.battery.clockFails === 'restarts' && at < fails && fails <= until) {
    return profile.restartSeconds + (until - fails) + gained(world, fails, until) - now;
  }
  const lost =
    profile.battery.clockFails === 'loses-time'
      ? profile.battery.lostShare * Math.max(0, until - Math.max(at, fails))
      : 0;
  return offsetSeconds + gained(world, at, until) - lost - (now - until);
}

/** Numbers of this size are kept to some microseconds: a reading so near to a whole second is that second. */
const HAIR_SECONDS = 1e-5;

/** What a clock reads at a time, in Unix seconds; right to ten microseconds. */
export function readingAt(clock: ClockState, world: ClockWorld, now: number): number {
  const reading = clock.kind === 'frozen' ? clock.heldSeconds : now + offsetAt(clock, world, now);
  const whole = Math.round(reading);
  return Math.abs(reading - whole) < HAIR_SECONDS ? whole : reading;
}

/** The rate of a clock at a time, in ppm: what its crystal and its battery make of it; -1,000,000 where it stands. */
export function clockRateAt(clock: ClockState, world: ClockWorld, now: number): number {
  const { battery, profile } = world;
  if (clock.kind === 'frozen' || now >= reachesAt(battery, profile.battery, 0)) return -1e6;
  const fails = now >= reachesAt(battery, profile.battery, profile.battery.failsBelow);
  const lost = fails && profile.battery.clockFails === 'loses-time' ? profile.battery.lostShare * 1e6 : 0;
  return rateAt(twisted(world), world.jitter, world.temperature, now) - slowedPpm(battery, profile.battery, now) - lost;
}

function gained(world: ClockWorld, from: number, to: number): number {
  const { jitter, temperature, battery, profile } = world;
  return (
    gainedSeconds(twisted(world), jitter, temperature, from, to) - slowedSeconds(battery, profile.battery, from, to)
  );
}

function twisted({ quartz, policy }: ClockWorld): Quartz {
  return { ...quartz, ppm: policy.ppm(quartz.ppm), parabola: policy.parabola(quartz.parabola) };
}

/** For how much of a stretch of time the display was lit. */
function litSeconds({ display, profile }: ClockWorld, from: number, to: number): number {
  if (display === undefined) return 0;
  const ends = display.litAtSeconds + profile.displaySeconds;
  return Math.max(0, Math.min(to, ends) - Math.max(from, display.litAtSeconds));
}
