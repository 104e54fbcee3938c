import { oathTokenSession } from '../../conformance/engine/oath-token-session.ts';
import { PartyTranscript } from '../../conformance/engine/party-transcript.ts';
import type { SubjectSession } from '../../conformance/engine/subject-session.ts';
import type {
  OathTokenModel,
  OathTokenPort,
  Shown,
  TokenContext,
  TokenFacts,
  TokenOrder,
  TokenPowers,
  TokenSheet,
} from '../../conformance/vocabulary/oath-token.ts';
import { oathMutants } from '../../simulators/mutants/oath/catalogue.ts';
import type { Display } from '../../simulators/oath/display.ts';
import { type OathPolicy, soundOathPolicy } from '../../simulators/oath/policy.ts';
import { type OathProfile, tuningForkParabola } from '../../simulators/oath/profile.ts';
import { generic, oathProfiles } from '../../simulators/oath/profiles.ts';
import { createOathToken } from '../../simulators/oath/token.ts';
import { ManualClock, VirtualClock } from '../../src/env/manual-clock.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { UsageError } from '../exit-code.ts';
import { nearest, oneById } from '../globs.ts';
import type { OpenHow } from './open-how.ts';
import type { SimOathTarget } from './target.ts';

/** Opens the simulated token, in virtual time: every order is a new one. Throws `UsageError` for an unknown profile or fault. */
export function openSimOath(
  target: SimOathTarget,
  how: Pick<OpenHow, 'seed'>,
): SubjectSession<TokenContext, TokenFacts> {
  const profile = profileOf(target.profile);
  const policy = target.faults
    .map((id) => oneById(oathMutants, id, 'fault of a token'))
    .reduce<OathPolicy>((sound, { twist }) => twist(sound), soundOathPolicy);
  const env = { clock: new VirtualClock(), random: seededRandom(`harness/${how.seed}`) };
  return oathTokenSession(simulatedModel(profile, policy, target, how.seed), {
    uri: target.uri,
    transport: 'in-process',
    env,
  });
}

function simulatedModel(
  profile: OathProfile,
  policy: OathPolicy,
  target: SimOathTarget,
  runSeed: number,
): OathTokenModel {
  const said = new PartyTranscript();
  let issued = 0;
  return {
    sheet: sheetOf(profile),
    powers,
    issue: async (order) => {
      issued += 1;
      const { secret, atSeconds, t0Seconds = profile.t0Seconds, counter = 0, temperatureC = 25 } = order;
      const clock = new ManualClock(atSeconds * 1000);
      const seed = target.seed ?? runSeed;
      const token = createOathToken({
        profile: { ...profile, t0Seconds },
        env: { clock, random: seededRandom(`token/${seed}/${issued}`) },
        // One seed is one token, crystal and all; without it every order brings another of the batch.
        seed: target.seed ?? new DataView(seededRandom(`token/${seed}/${issued}`).bytes(4).buffer).getUint32(0),
        secret,
        counter,
        temperature: temperatureC,
        policy,
        ...(target.skewSeconds === undefined ? {} : { skewSeconds: target.skewSeconds }),
        ...(target.driftPpm === undefined ? {} : { quartz: { ppm: target.driftPpm } }),
      });
      said.add(orderLine(order));
      return portOf(token, clock, (line) => said.add(line));
    },
    transcript: () => said.lines(),
    forgetTranscript: () => said.forget(),
    close: async () => undefined,
  };
}

function portOf(
  token: ReturnType<typeof createOathToken>,
  clock: ManualClock,
  say: (line: string) => void,
): OathTokenPort {
  const at = (seconds: number): void => {
    const ms = seconds * 1000 - clock.nowMs();
    if (ms < 0) throw new RangeError(`time: expected none before ${clock.nowMs() / 1000}, received ${seconds}`);
    clock.advance(ms);
  };
  const done = (seconds: number, what: string, act: () => void): void => {
    at(seconds);
    act();
    say(`${seconds}: ${what}`);
  };
  const shown = (seconds: number, what: string, read: () => Display): Shown => {
    at(seconds);
    const display = read();
    say(`${seconds}: ${what}: ${display.kind === 'code' ? display.code : display.kind}`);
    return display.kind === 'code' ? { kind: 'code', code: display.code } : display;
  };
  return {
    press: async (seconds) => shown(seconds, 'pressed', () => token.press()),
    display: async (seconds) => shown(seconds, 'looked at', () => token.display()),
    setClock: async (seconds, to) => done(seconds, `clock set to ${to}`, () => token.setClock(to)),
    reseed: async (seconds, secret) =>
      done(seconds, `given a new secret of ${secret.length} bytes`, () => token.reseed(secret, { keepsClock: true })),
    pocket: async (seconds, presses) =>
      done(seconds, `pressed ${presses} times in a pocket`, () => token.pocket(presses)),
    emptyBattery: async (seconds) => done(seconds, 'battery empty', () => token.setBattery(0)),
    swapBattery: async (seconds) => done(seconds, 'new battery', () => token.swapBattery()),
  };
}

function orderLine({ secret, atSeconds, t0Seconds, counter, temperatureC }: TokenOrder): string {
  const more = [
    ...(t0Seconds === undefined ? [] : [`T0 ${t0Seconds}`]),
    ...(counter === undefined ? [] : [`counter ${counter}`]),
    ...(temperatureC === undefined ? [] : [`${temperatureC} °C`]),
  ];
  return `${atSeconds}: a new token, ${[`secret of ${secret.length} bytes`, ...more].join(', ')}`;
}

/** A simulated token can be had in every state. */
const powers: TokenPowers = {
  setsClock: true,
  secretBytes: { least: 1, most: 1024 },
  keepsClockAtReseed: true,
  choosesT0: true,
  choosesCounter: true,
  temperature: true,
  battery: true,
  years: true,
};

function sheetOf(profile: OathProfile): TokenSheet {
  const { kind, hash, digits, periodSeconds, t0Seconds, displaySeconds, display, dataSheet, jitterPpm } = profile;
  const { battery } = profile;
  return {
    kind,
    hash,
    digits,
    periodSeconds,
    t0Seconds,
    clockEndsSeconds: profile.clockBits === 64 ? Number.MAX_SAFE_INTEGER : 2 ** 32,
    counterValues: 2 ** profile.counterBits,
    displaySeconds,
    display,
    ppmAt25: dataSheet.ppmAt25,
    wanderPpm: (years) => dataSheet.ageingPpmFirstYear * Math.max(1, Math.log2(1 + years)) + 4 * jitterPpm,
    temperatureC: dataSheet.temperatureC,
    slowerPpm: (temperatureC) => -tuningForkParabola * (temperatureC - 25) ** 2,
    // Not to the end: presses cost battery, too.
    serviceYears: 0.8 * battery.shelfYears * (1 - battery.slowsBelow),
  };
}

function profileOf(name: string | undefined): OathProfile {
  if (name === undefined) return generic;
  const found = oathProfiles.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = oathProfiles.map((one) => one.name);
  const near = nearest(names, name);
  const instead = near === undefined ? `expected one of ${names.join(', ')}` : `did you mean ${near}?`;
  throw new UsageError(`unknown profile ${JSON.stringify(name)} of the token: ${instead}`);
}
