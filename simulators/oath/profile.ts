import type { OathHash } from '../../src/oath/oath-hash.ts';

/** What a maker promises of a token's clock. */
export interface DataSheet {
  /** The rate error of a new token at 25 °C is at most this far from 0, in parts per million. */
  readonly ppmAt25: number;
  /** Where it may be used, in °C: lowest and highest. */
  readonly temperatureC: readonly [number, number];
  /** The rate changes by at most this much in the first year, in parts per million. */
  readonly ageingPpmFirstYear: number;
}

/** How a token ends: stages by what is left of its battery, 1 being full. */
export interface BatteryProfile {
  /** Years that a full battery lasts in a drawer. */
  readonly shelfYears: number;
  /** What is left is reduced by this at each press. */
  readonly perPress: number;
  /** Below this the crystal slows, by up to `slowPpm` at 0. */
  readonly slowsBelow: number;
  readonly slowPpm: number;
  /** Below this segments of the display fade. */
  readonly fadesBelow: number;
  /** Below this the clock fails as `clockFails` says. */
  readonly failsBelow: number;
  /** `loses-time`: it drops `lostShare` of its ticks, and a battery swap stops it. `restarts`: it begins again at `restartSeconds`, also after a swap. */
  readonly clockFails: 'loses-time' | 'restarts';
  readonly lostShare: number;
}

/** The personality of a hardware token, as data. */
export interface OathProfile {
  readonly name: string;
  readonly says: string;
  readonly maker: string;
  readonly model: string;
  readonly kind: 'totp' | 'hotp';
  readonly hash: OathHash;
  /** 6 to 10. */
  readonly digits: number;
  /** Seconds of a step, at least 1. */
  readonly periodSeconds: number;
  /** Unix seconds of step 0. */
  readonly t0Seconds: number;
  /** Bytes of a secret that the token draws for itself. */
  readonly secretBytes: number;
  /** Bits of the seconds counter; 32 ends in February 2106. */
  readonly clockBits: 32 | 64;
  /** Unix seconds at which a clock begins that lost its time. */
  readonly restartSeconds: number;
  /** Bits of the HOTP counter above its start value. */
  readonly counterBits: 16 | 32 | 64;
  /** How long the display stays lit after a press. */
  readonly displaySeconds: 15 | 30 | 60 | 120;
  /** Whether a lit display keeps the code of the press, or follows the steps. */
  readonly display: 'latched' | 'refreshing';
  readonly dataSheet: DataSheet;
  /** Root mean square of how the rate wanders around its curve, in parts per million. */
  readonly jitterPpm: number;
  readonly battery: BatteryProfile;
}

/** Seconds of a Julian year. */
export const yearSeconds = 31_557_600;
/** A tuning-fork crystal's rate falls with the square of the distance from its turnover temperature, ppm per °C². */
export const tuningForkParabola = -0.034;

/** The profile itself, where every member is in its bounds; throws `RangeError` naming the first that is not. */
export function checkOathProfile(profile: OathProfile): OathProfile {
  const { digits, periodSeconds, t0Seconds, battery, dataSheet } = profile;
  const bounds: readonly (readonly [string, number, number, number])[] = [
    ['digits', digits, 6, 10],
    ['periodSeconds', periodSeconds, 1, 86_400],
    ['t0Seconds', t0Seconds, 0, Number.MAX_SAFE_INTEGER],
    ['secretBytes', profile.secretBytes, 1, 1024],
    ['restartSeconds', profile.restartSeconds, 0, 2 ** 32 - 1],
    ['jitterPpm', profile.jitterPpm, 0, 1000],
    ['dataSheet.ppmAt25', dataSheet.ppmAt25, 0, 10_000],
    ['dataSheet.ageingPpmFirstYear', dataSheet.ageingPpmFirstYear, 0, 1000],
    ['battery.shelfYears', battery.shelfYears, 0.001, 1000],
    ['battery.perPress', battery.perPress, 0, 1],
    ['battery.slowsBelow', battery.slowsBelow, 0, 1],
    ['battery.slowPpm', battery.slowPpm, 0, 1e6],
    ['battery.fadesBelow', battery.fadesBelow, 0, battery.slowsBelow],
    ['battery.failsBelow', battery.failsBelow, 0, battery.fadesBelow],
    ['battery.lostShare', battery.lostShare, 0, 1],
  ];
  for (const [name, value, least, most] of bounds) {
    if (!(value >= least && value <= most))
      throw new RangeError(`profile ${profile.name}: ${name}: expected ${least} to ${most}, received ${value}`);
  }
  for (const [name, value] of [['digits', digits] as const, ['secretBytes', profile.secretBytes] as const]) {
    if (!Number.isInteger(value))
      throw new RangeError(`profile ${profile.name}: ${name}: expected a whole number, received ${value}`);
  }
  return profile;
}

/** The farthest that a token of this data sheet may be off after `years`, slow and fast, in seconds: its limits at the worst temperature, all the time. */
export function dataSheetSeconds({ dataSheet, jitterPpm }: OathProfile, years: number): { slow: number; fast: number } {
  const { ppmAt25, ageingPpmFirstYear, temperatureC } = dataSheet;
  // four times its root mean square is the most that a sum of eight waves can be
  const wander = ageingPpmFirstYear * Math.max(1, Math.log2(1 + years)) + 4 * jitterPpm;
  const coldest = Math.max(...temperatureC.map((edge) => (edge - 25) ** 2)) * -tuningForkParabola;
  const perPpm = (years * yearSeconds) / 1e6;
  return { slow: (ppmAt25 + wander + coldest) * perPpm, fast: (ppmAt25 + wander) * perPpm };
}
