import { type EmulatedKey, emulatedKeys } from '../emulate/emulated-key.ts';
import { type Offer, type OnGone, offerAt } from '../emulate/offer.ts';
import { type Place, parsePlace } from '../emulate/place.ts';
import { type ExitCode, exitCode, UsageError } from '../exit-code.ts';
import { complain, toStdout } from '../streams.ts';

/** The options of `touchstone emulate`. */
export interface EmulateOptions {
  readonly on: readonly string[];
  readonly profile?: string;
  readonly fault: readonly string[];
  readonly seed?: number;
  readonly store?: string;
  readonly touch: string;
  /** Keys at once; 1 unless given. */
  readonly count?: number;
  readonly json?: boolean;
}

const MOST_KEYS = 1000;

/** `touchstone emulate`: lends simulated keys, or serves the relying party, until it is told to stop. Closing stdin does not stop it. */
export async function emulate(device: string, options: EmulateOptions, signal: AbortSignal): Promise<ExitCode> {
  if (device === 'rp') return emulateParty(options, signal);
  if (device !== 'fido2') {
    const known = 'expected fido2, rp, oath, oath-card or token2-card';
    throw new UsageError(`unknown device ${JSON.stringify(device)}: ${known}`);
  }
  const { count = 1 } = options;
  const places = options.on.map((text) => parsePlace(text));
  checkCount(count, places);
  const order = { ...options, faults: options.fault, count, isCardAlone: places.every(({ kind }) => kind === 'vpcd') };
  const keys = emulatedKeys(order, signal);
  const offers: Offer[] = [];
  const replug = (): void => void replugAll(offers);
  let onGone!: OnGone;
  const gone = new Promise<never>((_, reject) => {
    onGone = reject;
  });
  try {
    for (const place of places) offers.push(...(await offerAt(place, keys, onGone)));
    process.on('SIGUSR2', replug);
    await announce(options, offers);
    await Promise.race([stopped(signal), gone]);
  } finally {
    process.off('SIGUSR2', replug);
    await Promise.all(offers.map((offer) => offer.close()));
    for (const key of keys) key.close();
  }
  return exitCode.upheld;
}

async function emulateParty(options: EmulateOptions, signal: AbortSignal): Promise<ExitCode> {
  const [on, ...more] = options.on;
  if (on === undefined || more.length > 0) throw new UsageError('--on: a relying party has one address');
  if (options.count !== undefined) throw new UsageError('--count: there is one relying party, expected no count');
  return (await import('./emulate-rp.ts')).emulateRelyingParty({ ...options, on }, signal);
}

function checkCount(count: number, places: readonly Place[]): void {
  if (!(count >= 1 && count <= MOST_KEYS)) {
    throw new UsageError(`--count: expected 1 to ${MOST_KEYS} keys, received ${count}`);
  }
  for (const place of places) {
    if ('port' in place && place.kind !== 'usbip' && place.port + count - 1 > 65_535) {
      throw new UsageError(`${place.text}: ports run out, expected ${count} from ${place.port} on`);
    }
  }
}

/** SIGUSR2 pulls every key out and plugs it in again. */
async function replugAll(offers: readonly Offer[]): Promise<void> {
  try {
    for (const offer of offers) await offer.replug();
  } catch (error) {
    await complain(error instanceof Error ? error.message : String(error));
  }
}

/** The first place of the first key is `listening`; `keys` has every place of every key. */
async function announce({ json }: EmulateOptions, offers: readonly Offer[]): Promise<void> {
  if (json !== true) {
    await toStdout(offers.map(({ line }) => `${line}\n`).join(''));
    return;
  }
  const placesOf = new Map<EmulatedKey, string[]>();
  for (const { key, target } of offers) placesOf.set(key, [...(placesOf.get(key) ?? []), target]);
  const keys = [...placesOf].map(([{ serial }, targets]) => ({ serial, targets }));
  const profile = offers[0]?.key.profile;
  await toStdout(`${JSON.stringify({ listening: offers[0]?.target, profile, pid: process.pid, keys })}\n`);
}

/** Resolves when the user ends the command. */
export function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
