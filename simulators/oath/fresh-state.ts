import { toHex } from '../../src/bytes/hex.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { quartz } from './quartz.ts';
import type { OathState } from './state.ts';
import type { OathTokenOptions } from './token-shape.ts';

/** A token as it leaves the factory: what is not given is drawn from its seed. Throws `RangeError`. */
export function freshState(options: OathTokenOptions): OathState {
  const { profile, env, counter = 0, skewSeconds = 0, temperature = 25 } = options;
  const seed = options.seed ?? new DataView(env.random.bytes(4).buffer).getUint32(0);
  const { dataSheet, jitterPpm, secretBytes } = profile;
  const secret = options.secret ?? seededRandom(`oath-secret/${seed}`).bytes(secretBytes);
  const nowSeconds = env.clock.nowMs() / 1000;
  if (secret.length === 0) throw new RangeError('secret: expected at least 1 byte, received none');
  if (!Number.isSafeInteger(counter) || counter < 0)
    throw new RangeError(`counter: expected a whole number of at least 0, received ${counter}`);
  if (!Number.isFinite(skewSeconds)) throw new RangeError(`skew: expected seconds, received ${skewSeconds}`);
  return {
    format: 'touchstone-oath-token/1',
    profile: profile.name,
    serial: options.serial ?? drawnSerial(seed),
    seed,
    quartz: quartz({
      ppm: dataSheet.ppmAt25 * drawnSpread(seed, 'ppm'),
      ageingPpmFirstYear: dataSheet.ageingPpmFirstYear * drawnSpread(seed, 'ageing'),
      madeAtSeconds: nowSeconds,
      jitterPpm,
      jitterSeed: seed,
      ...options.quartz,
    }),
    kept: { secret: toHex(secret), counterStart: counter, presses: 0 },
    powered: { presses: 0, clock: { kind: 'running', atSeconds: nowSeconds, offsetSeconds: skewSeconds } },
    battery: { atSeconds: nowSeconds, level: 1 },
    temperature: typeof temperature === 'function' ? 'given' : temperature,
  };
}

/** -1 to 1, small more often than large: the mean of three. */
function drawnSpread(seed: number, of: string): number {
  const view = new DataView(seededRandom(`oath-${of}/${seed}`).bytes(12).buffer);
  return ((view.getUint32(0) + view.getUint32(4) + view.getUint32(8)) / (3 * (2 ** 32 - 1))) * 2 - 1;
}

function drawnSerial(seed: number): string {
  const number = new DataView(seededRandom(`oath-serial/${seed}`).bytes(8).buffer).getBigUint64(0);
  return String(number % 10n ** 13n).padStart(13, '0');
}
