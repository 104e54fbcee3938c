import type { Env } from '../../src/env/env.ts';
import type { BatteryStage } from './battery.ts';
import type { Display } from './display.ts';
import type { OathPolicy } from './policy.ts';
import type { OathProfile } from './profile.ts';
import type { Quartz } from './quartz.ts';
import type { OathState } from './state.ts';
import type { Temperature, TemperatureFunction } from './temperature.ts';

/** What a token is made of. */
export interface OathTokenOptions {
  readonly profile: OathProfile;
  /** True time, and chance where no seed is given. */
  readonly env: Env;
  /** A saved token; then `seed`, `secret`, `serial`, `quartz`, `counter` and `skewSeconds` are not looked at. */
  readonly state?: OathState;
  /** Decides secret, serial, crystal, jitter and which segments fade first. */
  readonly seed?: number;
  readonly secret?: Uint8Array;
  readonly serial?: string;
  /** Of this crystal; what is not given is drawn within the data sheet. */
  readonly quartz?: Partial<Quartz>;
  /** How far the clock is ahead when made, in seconds. */
  readonly skewSeconds?: number;
  /** HOTP: the counter of the first press; 0 unless given. */
  readonly counter?: number;
  /** 25 °C unless given. A function must be given again with a saved token. */
  readonly temperature?: Temperature | TemperatureFunction;
  readonly policy?: OathPolicy;
}

/** A token looked at from inside, which nobody can do with a real one. Seconds and ppm are signed: positive is ahead, fast. */
export interface Inspection {
  readonly trueSeconds: number;
  readonly tokenSeconds: number;
  readonly offsetSeconds: number;
  readonly ratePpm: number;
  readonly temperatureC: number;
  readonly clock: 'running' | 'frozen' | 'stopped';
  readonly batteryLevel: number;
  readonly batteryStage: BatteryStage;
  /** TOTP: the step of now; HOTP: the counter of the next press. */
  readonly counter: number;
  /** TOTP: until the next step, by the token's own clock. */
  readonly secondsLeft?: number;
}

/** A hardware token in true time: only events change it, and each takes place at the `env`'s now. */
export interface OathToken {
  readonly profile: OathProfile;
  readonly serial: string;
  /** Presses the button; what then shows. */
  press(): Display;
  /** What shows now, nothing being pressed. */
  display(): Display;
  /** Presses the button and gives the code. Throws `TokenError` where none shows. */
  code(): string;
  /** So many presses that nobody looks at. */
  pocket(presses: number): void;
  /** Sets the clock to Unix seconds; what is left of a second is dropped. Throws `RangeError` for what the counter cannot hold. */
  setClock(seconds: number): void;
  /** The clock jumps, forwards or back, by so many seconds. */
  jump(seconds: number): void;
  /** The clock stands still until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** The clock begins again at its fixed epoch. */
  restart(): void;
  /** A new battery. The clock stood still for `gapSeconds` (20), or since the old one was empty; or it begins again, as the profile says. */
  swapBattery(gapSeconds?: number): void;
  /** The battery is at this level, 0 to 1, from now on. */
  setBattery(level: number): void;
  /** The token is laid elsewhere. */
  setTemperature(temperature: Temperature): void;
  /** A new secret, of which the old one is gone; the clock is kept or begins again. */
  reseed(secret: Uint8Array, options?: { readonly keepsClock?: boolean }): void;
  inspect(): Inspection;
  /** The token as plain data, the secret included. */
  save(): OathState;
}
