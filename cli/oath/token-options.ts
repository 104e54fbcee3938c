import { oathMutants } from '../../simulators/mutants/oath/catalogue.ts';
import { type OathPolicy, soundOathPolicy } from '../../simulators/oath/policy.ts';
import { checkOathProfile, type OathProfile } from '../../simulators/oath/profile.ts';
import { counterToken, generic, oathProfiles } from '../../simulators/oath/profiles.ts';
import { createOathToken } from '../../simulators/oath/token.ts';
import type { OathToken } from '../../simulators/oath/token-shape.ts';
import type { Env } from '../../src/env/env.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { oathHash } from '../../src/oath/oath-hash.ts';
import { UsageError } from '../exit-code.ts';
import { nearest, oneById } from '../globs.ts';
import { oathFormat, readOption } from './secret-options.ts';

/** What a token of the command line is made of. */
export interface TokenOptions {
  readonly profile?: string;
  readonly fault?: readonly string[];
  readonly seed?: number;
  readonly secret?: string;
  readonly secretFile?: string;
  readonly hex?: boolean;
  readonly serial?: string;
  readonly algorithm?: string;
  readonly digits?: number;
  readonly period?: number;
  readonly t0?: number;
  readonly hotp?: boolean;
  readonly counter?: number;
  readonly skew?: number;
  readonly driftPpm?: number;
  /** °C. */
  readonly temperature?: number;
  /** Per cent. */
  readonly battery?: number;
}

/** The token that the options describe. Throws `UsageError`, never with the secret in it. */
export async function tokenOf(options: TokenOptions, env: Env): Promise<OathToken> {
  const profile = profileOf(options);
  const secret = await secretOf(options, profile);
  const random = options.seed === undefined ? env.random : seededRandom(`oath-token/${options.seed}`);
  const token = readOption('token', () =>
    createOathToken({
      profile,
      env: { ...env, random },
      policy: policyOf(options.fault ?? []),
      temperature: options.temperature ?? 25,
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(secret === undefined ? {} : { secret }),
      ...(options.serial === undefined ? {} : { serial: options.serial }),
      ...(options.counter === undefined ? {} : { counter: options.counter }),
      ...(options.skew === undefined ? {} : { skewSeconds: options.skew }),
      ...(options.driftPpm === undefined ? {} : { quartz: { ppm: options.driftPpm } }),
    }),
  );
  if (options.battery !== undefined) readOption('--battery', () => token.setBattery(options.battery! / 100));
  return token;
}

function profileOf({ profile, algorithm, digits, period, t0, hotp, counter }: TokenOptions): OathProfile {
  const base = profile === undefined ? (hotp === true ? counterToken : generic) : named(profile);
  if (hotp === true && base.kind !== 'hotp') throw new UsageError(`--hotp: profile ${base.name} is no counter token`);
  if (counter !== undefined && base.kind !== 'hotp') throw new UsageError('--counter: expected with --hotp');
  return readOption('profile', () =>
    checkOathProfile({
      ...base,
      ...(algorithm === undefined ? {} : { hash: readOption('--algorithm', () => oathHash(algorithm)) }),
      ...(digits === undefined ? {} : { digits }),
      ...(period === undefined ? {} : { periodSeconds: period }),
      ...(t0 === undefined ? {} : { t0Seconds: t0 }),
    }),
  );
}

function named(name: string): OathProfile {
  const found = oathProfiles.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = oathProfiles.map((one) => one.name);
  const near = nearest(names, name);
  const instead = near === undefined ? `expected one of ${names.join(', ')}` : `did you mean ${near}?`;
  throw new UsageError(`unknown profile ${JSON.stringify(name)} of the token: ${instead}`);
}

function policyOf(faults: readonly string[]): OathPolicy {
  return faults
    .map((id) => oneById(oathMutants, id, 'fault'))
    .reduce<OathPolicy>((sound, { twist }) => twist(sound), soundOathPolicy);
}

async function secretOf(options: TokenOptions, profile: OathProfile): Promise<Uint8Array | undefined> {
  const { secret, secretFile, hex } = options;
  const isGiven = secret !== undefined || secretFile !== undefined || Boolean(process.env['TOUCHSTONE_OATH_SECRET']);
  if (!isGiven) return undefined;
  const format = await oathFormat({
    ...(secret === undefined ? {} : { secret }),
    ...(secretFile === undefined ? {} : { secretFile }),
    ...(hex === undefined ? {} : { hex }),
    algorithm: profile.hash,
    digits: profile.digits,
    period: profile.periodSeconds,
  });
  return format.secret;
}
