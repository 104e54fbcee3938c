import { type BatteryProfile, yearSeconds } from './profile.ts';

/** A battery: what was left at a time. Plain data; between events it falls in a straight line. */
export interface Battery {
  readonly atSeconds: number;
  /** 1 is full, 0 empty. */
  readonly level: number;
}

/** How a battery shows: `healthy`, `low` (the clock slows), `fading` (segments go), `failing` (the clock fails), `empty`. */
export type BatteryStage = 'healthy' | 'low' | 'fading' | 'failing' | 'empty';

/** What is left at a time, 0 to 1. */
export function levelAt(battery: Battery, profile: BatteryProfile, seconds: number): number {
  return Math.min(1, Math.max(0, battery.level - (seconds - battery.atSeconds) / lifeSeconds(profile)));
}

/** When what is left falls to `level`, in Unix seconds; before the battery's own time where it was lower already. */
export function reachesAt({ atSeconds, level }: Battery, profile: BatteryProfile, wanted: number): number {
  return atSeconds + (level - wanted) * lifeSeconds(profile);
}

/** The stage of what is left. */
export function stageOf(level: number, { slowsBelow, fadesBelow, failsBelow }: BatteryProfile): BatteryStage {
  if (level <= 0) return 'empty';
  if (level < failsBelow) return 'failing';
  if (level < fadesBelow) return 'fading';
  return level < slowsBelow ? 'low' : 'healthy';
}

/** By how much the clock is slowed at a time by an empty-going battery, in ppm, at least 0. */
export function slowedPpm(battery: Battery, profile: BatteryProfile, seconds: number): number {
  const { slowsBelow, slowPpm } = profile;
  if (slowsBelow === 0) return 0;
  return slowPpm * Math.max(0, 1 - levelAt(battery, profile, seconds) / slowsBelow);
}

/** What a battery that runs empty costs the clock from one time to another, in seconds: a parabola from where it begins to slow. */
export function slowedSeconds(battery: Battery, profile: BatteryProfile, from: number, to: number): number {
  const { slowsBelow, slowPpm } = profile;
  if (slowsBelow === 0) return 0;
  const begins = reachesAt(battery, profile, slowsBelow);
  const empty = reachesAt(battery, profile, 0);
  const squared = (t: number): number => Math.max(0, Math.min(t, empty) - begins) ** 2 / (2 * (empty - begins));
  return (slowPpm * (squared(to) - squared(from) + Math.max(0, to - empty) - Math.max(0, from - empty))) / 1e6;
}

function lifeSeconds({ shelfYears }: BatteryProfile): number {
  return shelfYears * yearSeconds;
}
