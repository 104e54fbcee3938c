import { fromHex, toHex } from '../../src/bytes/hex.ts';
import { hmac } from '../../src/crypto/hmac.ts';
import { opensslName } from '../../src/oath/oath-hash.ts';
import { levelAt, stageOf } from './battery.ts';
import { contrastOf, type Display, visibleSegments } from './display.ts';
import { freshState } from './fresh-state.ts';
import { seededJitter } from './jitter.ts';
import { soundOathPolicy } from './policy.ts';
import { checkOathProfile } from './profile.ts';
import type { ClockState, PoweredState } from './state.ts';
import { type Temperature, type TemperatureFunction, temperatureAt } from './temperature.ts';
import { type ClockWorld, clockRateAt, offsetAt, readingAt } from './token-clock.ts';
import { noCode, type TokenErrorCode } from './token-error.ts';
import type { OathToken, OathTokenOptions } from './token-shape.ts';

const SWAP_SECONDS = 20;

/** Makes a token, new or saved. Throws `RangeError` for parts that fit no token. */
export function createOathToken(options: OathTokenOptions): OathToken {
  const { env, policy = soundOathPolicy } = options;
  const profile = checkOathProfile(options.profile);
  let state = options.state ?? freshState(options);
  if (state.profile !== profile.name)
    throw new RangeError(`state: expected one of profile ${profile.name}, received ${state.profile}`);
  const jitter = seededJitter(state.quartz.jitterPpm, state.quartz.jitterSeed);
  const trueSeconds = (): number => env.clock.nowMs() / 1000;

  const temperature = (): Temperature | TemperatureFunction => {
    if (state.temperature !== 'given') return state.temperature;
    if (typeof options.temperature === 'function') return options.temperature;
    throw new RangeError('temperature: expected the function this token was made with, received none');
  };
  const world = (): ClockWorld => ({
    profile,
    policy,
    quartz: state.quartz,
    jitter,
    temperature: temperature(),
    battery: state.battery,
    display: state.powered.display,
  });
  const levelNow = (now: number): number => levelAt(state.battery, profile.battery, now);
  const power = (change: Partial<PoweredState>): void => {
    state = { ...state, powered: { ...state.powered, ...change } };
  };
  const runFrom = (now: number, readingSeconds: number): ClockState => ({
    kind: 'running',
    atSeconds: now,
    offsetSeconds: readingSeconds - now,
  });

  /** Writes down what clock and battery have come to, so that an event may change what they run by. */
  function arrive(): number {
    const now = trueSeconds();
    const { clock } = state.powered;
    const offsetSeconds = offsetAt(clock, world(), now);
    state = { ...state, battery: { atSeconds: now, level: levelNow(now) } };
    if (clock.kind === 'running') power({ clock: { kind: 'running', atSeconds: now, offsetSeconds } });
    return now;
  }

  function setLevel(now: number, level: number): void {
    const before = levelNow(now);
    const { failsBelow, clockFails } = profile.battery;
    state = { ...state, battery: { atSeconds: now, level } };
    const isFailing = before >= failsBelow && level < failsBelow;
    if (clockFails === 'restarts' && isFailing && state.powered.clock.kind === 'running')
      power({ clock: runFrom(now, profile.restartSeconds) });
  }

  function codeOf(counter: number): string {
    const hash = policy.hash(profile.hash);
    const key = policy.key(fromHex(state.kept.secret), hash);
    const mac = hmac(opensslName[hash], key, policy.counterBytes(counter));
    return policy.shown(policy.truncated(mac, policy.macOffset(mac)), profile.digits);
  }

  const stepAt = (now: number): number => {
    const reading = readingAt(state.powered.clock, world(), now);
    return policy.step(policy.counted(reading, profile.clockBits), policy.period(profile), profile.t0Seconds);
  };
  const counterNow = (now: number): number =>
    profile.kind === 'totp' ? stepAt(now) : policy.counter(state.kept.counterStart, state.powered.presses);
  const isExhausted = (): boolean =>
    profile.kind === 'hotp' &&
    (state.powered.presses >= 2 ** profile.counterBits || counterNow(0) > Number.MAX_SAFE_INTEGER);

  /** Why no code can be made at a time. */
  function obstacle(now: number): TokenErrorCode | undefined {
    if (!policy.canShow(levelNow(now))) return 'battery-empty';
    if (isExhausted()) return 'counter-exhausted';
    return profile.kind === 'totp' && stepAt(now) < 0 ? 'before-t0' : undefined;
  }

  function advance(presses: number): void {
    if (profile.kind !== 'hotp') return;
    let { presses: live } = state.powered;
    let { presses: kept } = state.kept;
    for (let press = 0; press < presses && live < 2 ** profile.counterBits; press += 1) {
      live = policy.pressed(live);
      kept = policy.keptPresses(kept, live);
    }
    state = { ...state, kept: { ...state.kept, presses: kept } };
    power({ presses: live });
  }

  function press(): Display {
    const now = arrive();
    const { display: held } = state.powered;
    setLevel(now, Math.max(0, levelNow(now) - profile.battery.perPress));
    const { clock } = state.powered;
    if (clock.kind === 'running')
      power({ clock: { ...clock, offsetSeconds: clock.offsetSeconds - policy.pressLosesSeconds() } });
    const because = obstacle(now);
    if (because !== undefined) return { kind: 'blank', because };
    const counter = counterNow(now);
    const heldCode = held === undefined ? undefined : { code: held.code, ageSeconds: now - held.litAtSeconds };
    const code = policy.pressShows(codeOf(counter), heldCode);
    advance(1);
    power({ display: { litAtSeconds: now, code, counter } });
    return displayAt(now);
  }

  function displayAt(now: number): Display {
    const { display: lit } = state.powered;
    if (lit === undefined) return { kind: 'off' };
    const ageSeconds = Math.max(0, now - lit.litAtSeconds);
    if (!policy.isLit(ageSeconds, profile.displaySeconds)) return { kind: 'off' };
    const level = levelNow(now);
    if (!policy.canShow(level)) return { kind: 'blank', because: 'battery-empty' };
    const isFresh = profile.kind === 'totp' && stepAt(now) !== lit.counter && stepAt(now) >= 0;
    const ofNow = isFresh ? codeOf(stepAt(now)) : lit.code;
    const code = policy.litShows(lit.code, ofNow, profile.display);
    const contrast = contrastOf(level, profile.battery);
    return {
      kind: 'code',
      code,
      counter: code === lit.code ? lit.counter : stepAt(now),
      segments: visibleSegments(code.padStart(profile.digits), contrast, state.seed),
      contrast,
      secondsLeft: Math.max(0, profile.displaySeconds - ageSeconds),
    };
  }

  return {
    profile,
    serial: state.serial,
    press,
    display: () => displayAt(trueSeconds()),
    code: () => {
      const shown = press();
      if (shown.kind === 'code') return shown.code;
      throw noCode(shown.kind === 'off' ? 'display-off' : shown.because, state.serial);
    },
    pocket: (presses) => {
      const now = arrive();
      if (levelNow(now) <= 0) return;
      const { perPress } = profile.battery;
      const can = perPress === 0 ? presses : Math.min(presses, Math.ceil(levelNow(now) / perPress));
      setLevel(now, Math.max(0, levelNow(now) - can * perPress));
      advance(can);
    },
    setClock: (seconds) => {
      const most = profile.clockBits === 64 ? Number.MAX_SAFE_INTEGER : 2 ** 32 - 1;
      if (!(seconds >= 0 && seconds <= most))
        throw new RangeError(`clock: expected Unix seconds from 0 to ${most}, received ${seconds}`);
      power({ clock: runFrom(arrive(), policy.set(seconds)) });
    },
    jump: (seconds) => {
      if (!Number.isFinite(seconds)) throw new RangeError(`jump: expected seconds, received ${seconds}`);
      arrive();
      const { clock } = state.powered;
      power({
        clock:
          clock.kind === 'running'
            ? { ...clock, offsetSeconds: clock.offsetSeconds + seconds }
            : { ...clock, heldSeconds: clock.heldSeconds + seconds },
      });
    },
    freeze: () => {
      const now = arrive();
      power({ clock: { kind: 'frozen', heldSeconds: readingAt(state.powered.clock, world(), now) } });
    },
    thaw: () => {
      const now = arrive();
      power({ clock: runFrom(now, readingAt(state.powered.clock, world(), now)) });
    },
    restart: () => power({ clock: runFrom(arrive(), profile.restartSeconds) }),
    swapBattery: (gapSeconds = SWAP_SECONDS) => {
      if (!(gapSeconds >= 0)) throw new RangeError(`gap: expected seconds of at least 0, received ${gapSeconds}`);
      const now = arrive();
      const reading = now + offsetAt(state.powered.clock, world(), now);
      const after = profile.battery.clockFails === 'restarts' ? profile.restartSeconds : reading - gapSeconds;
      state = {
        ...state,
        battery: { atSeconds: now, level: 1 },
        powered: { presses: state.kept.presses, clock: runFrom(now, after) },
      };
    },
    setBattery: (level) => {
      if (!(level >= 0 && level <= 1)) throw new RangeError(`battery: expected 0 to 1, received ${level}`);
      setLevel(arrive(), level);
    },
    setTemperature: (next) => {
      arrive();
      state = { ...state, temperature: next };
    },
    reseed: (secret, { keepsClock = true } = {}) => {
      const now = arrive();
      const fresh = policy.reseeded(fromHex(state.kept.secret), secret);
      const presses = policy.pressesAfterReseed(state.powered.presses);
      state = { ...state, kept: { ...state.kept, secret: toHex(fresh), presses } };
      const { display: _dark, ...powered } = state.powered;
      state = { ...state, powered: { ...powered, presses } };
      if (!policy.reseedKeepsClock(keepsClock)) power({ clock: runFrom(now, profile.restartSeconds) });
    },
    inspect: () => {
      const now = trueSeconds();
      const { clock } = state.powered;
      const offsetSeconds = offsetAt(clock, world(), now);
      const level = levelNow(now);
      const tokenSeconds = readingAt(clock, world(), now);
      const counted = profile.clockBits === 64 ? tokenSeconds : wrapped(tokenSeconds);
      const { periodSeconds, t0Seconds } = profile;
      const into = (((counted - t0Seconds) % periodSeconds) + periodSeconds) % periodSeconds;
      return {
        trueSeconds: now,
        tokenSeconds: counted,
        offsetSeconds,
        ratePpm: clockRateAt(clock, world(), now),
        temperatureC: temperatureAt(temperature(), now),
        clock: level <= 0 ? 'stopped' : clock.kind,
        batteryLevel: level,
        batteryStage: stageOf(level, profile.battery),
        counter: counterNow(now),
        ...(profile.kind === 'totp' ? { secondsLeft: periodSeconds - into } : {}),
      };
    },
    save: () => structuredClone(state),
  };
}

function wrapped(seconds: number): number {
  return seconds - Math.floor(seconds / 2 ** 32) * 2 ** 32;
}
