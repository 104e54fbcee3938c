import { createInterface } from 'node:readline';
import { appletCard } from '../../simulators/backends/applet-card.ts';
import { answerToReset } from '../../simulators/backends/atr.ts';
import type { CardDevice } from '../../simulators/backends/card-device.ts';
import { openStoreDirectory, type StoreDirectory } from '../../simulators/fido2/store-directory.ts';
import { createManagementApplet, MANAGEMENT_AID } from '../../simulators/oath-card/management-applet.ts';
import { createOathCard, OATH_AID } from '../../simulators/oath-card/oath-card.ts';
import {
  type FirmwareVersion,
  type OathCardProfile,
  oathCardProfile,
  versionName,
} from '../../simulators/oath-card/profile.ts';
import { restrictedCard, token2Profiles } from '../../simulators/token2-card/profile.ts';
import { createToken2Card, type Token2Card } from '../../simulators/token2-card/token2-card.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { systemEnv } from '../../src/env/system.ts';
import { type Place, parsePlace } from '../emulate/place.ts';
import { type CardInReader, putInReader } from '../emulate/reader.ts';
import { type ExitCode, exitCode, UsageError } from '../exit-code.ts';
import { nearest } from '../globs.ts';
import { readOption } from '../oath/secret-options.ts';
import { pressLine } from '../oath/token-lines.ts';
import { complain, toStdout } from '../streams.ts';
import { type TouchPolicy, touchPolicy } from '../touch-policy.ts';
import { readPassword } from './card-password.ts';
import { stopped } from './emulate.ts';

/** What both cards are told. */
interface EmulateCardOptions {
  readonly on: readonly string[];
  readonly touch: string;
  readonly store?: string;
  readonly json?: boolean;
  readonly profile?: string;
  readonly fault: readonly string[];
  readonly seed?: number;
  readonly count?: number;
}

/** The options of `touchstone emulate oath-card`. */
export interface EmulateOathCardOptions extends EmulateCardOptions {
  readonly firmware?: FirmwareVersion;
  readonly serial?: number;
  readonly capacity?: number;
  readonly passwordFile?: string;
}

/** The options of `touchstone emulate token2-card`. */
export interface EmulateToken2CardOptions extends EmulateCardOptions {
  readonly serial?: string;
}

/** `touchstone emulate oath-card`: the OATH applet and as much of a management applet as hosts need, in a reader. */
export async function emulateOathCard(options: EmulateOathCardOptions, signal: AbortSignal): Promise<ExitCode> {
  if (options.profile !== undefined) throw new UsageError('--profile: an oath-card has none, expected --firmware');
  const { firmware, serial, capacity, passwordFile, seed } = options;
  const random = seed === undefined ? systemEnv.random : seededRandom(`oath-card/${seed}`);
  const profile: OathCardProfile = {
    ...oathCardProfile,
    ...(firmware === undefined ? {} : { firmware }),
    ...(serial === undefined ? {} : { serial }),
    ...(capacity === undefined ? {} : { capacity }),
  };
  const password = passwordFile === undefined ? undefined : await readPassword(passwordFile);
  return withCard(options, signal, ({ presence }, store) => {
    const oath = readOption('oath-card', () =>
      createOathCard({
        env: { random },
        profile,
        presence,
        ...(store === undefined ? {} : { store }),
        ...(password === undefined ? {} : { password }),
      }),
    );
    return {
      card: appletCard([
        { aid: OATH_AID, device: oath },
        { aid: MANAGEMENT_AID, device: createManagementApplet(profile) },
      ]),
      issuer: 'OATH',
      name: `oath-card ${versionName(profile.firmware)}`,
      serial: String(profile.serial),
    };
  });
}

/** `touchstone emulate token2-card`: the programmable card in a reader; a line on stdin presses its button and prints what shows. */
export async function emulateToken2Card(options: EmulateToken2CardOptions, signal: AbortSignal): Promise<ExitCode> {
  const { profile: name = restrictedCard.name, serial, seed } = options;
  const profile = token2Profiles.find((one) => one.name === name);
  if (profile === undefined) {
    const names = token2Profiles.map((one) => one.name);
    const near = nearest(names, name);
    const instead = near === undefined ? `expected one of ${names.join(', ')}` : `did you mean ${near}?`;
    throw new UsageError(`unknown profile ${JSON.stringify(name)} of the card: ${instead}`);
  }
  return withCard(options, signal, ({ presence }, store) => {
    const made = readOption('token2-card', () =>
      createToken2Card({
        env: systemEnv,
        profile,
        presence,
        ...(store === undefined ? {} : { store }),
        ...(serial === undefined ? {} : { serial: String(serial) }),
        ...(seed === undefined ? {} : { token: { seed } }),
      }),
    );
    // with --touch ask, lines are answers to what it asks
    if (options.touch !== 'ask') pressOnLines(made, options.json === true, signal);
    return { card: made.card, issuer: 'OTP', name: `token2-card ${profile.name}`, serial: made.serial };
  });
}

interface MadeCard {
  readonly card: CardDevice;
  /** What its answer to reset says it is. */
  readonly issuer: string;
  readonly name: string;
  readonly serial: string;
}

async function withCard(
  options: EmulateCardOptions,
  signal: AbortSignal,
  make: (touch: TouchPolicy, store: StoreDirectory | undefined) => MadeCard,
): Promise<ExitCode> {
  const place = placeOf(options);
  const touch = touchPolicy(options.touch, signal);
  let store: StoreDirectory | undefined;
  let slot: CardInReader | undefined;
  const replug = (): void => void slot?.replug().catch((error: Error) => complain(error.message));
  try {
    store = options.store === undefined ? undefined : openStoreDirectory(options.store);
    const made = make(touch, store);
    const atr = answerToReset({ form: 'extended' }, place.as, made.issuer);
    slot = await putInReader(place, { card: made.card, env: systemEnv, atr });
    process.on('SIGUSR2', replug);
    await announce(options, made, slot);
    await stopped(signal);
  } finally {
    process.off('SIGUSR2', replug);
    await slot?.close();
    touch.close();
    store?.close();
  }
  return exitCode.upheld;
}

function placeOf({ on, fault, count }: EmulateCardOptions): Extract<Place, { readonly kind: 'vpcd' }> {
  const [text, ...more] = on;
  if (text === undefined || more.length > 0) throw new UsageError('--on: expected one reader, such as --on vpcd');
  const place = parsePlace(text);
  if (place.kind !== 'vpcd') throw new UsageError(`--on ${text}: this card has no USB of its own, expected vpcd`);
  if (fault.length > 0) throw new UsageError(`--fault ${fault[0]}: there are no faults of this card`);
  if (count !== undefined) throw new UsageError('--count: there is one card, expected no count');
  return place;
}

async function announce({ json }: EmulateCardOptions, made: MadeCard, { target, line }: CardInReader): Promise<void> {
  const { name: profile, serial } = made;
  const keys = [{ serial, targets: [target] }];
  await toStdout(
    json === true ? `${JSON.stringify({ listening: target, profile, pid: process.pid, keys })}\n` : `${line}\n`,
  );
}

/** The button is pressed by lines of stdin; the code that then shows is printed. Closing stdin does not stop the card. */
function pressOnLines(card: Token2Card, asJson: boolean, signal: AbortSignal): void {
  const lines = createInterface({ input: process.stdin });
  signal.addEventListener('abort', () => lines.close(), { once: true });
  lines.on('line', () => {
    const shown = card.press();
    const code = shown.kind === 'code' ? shown.code : 'the display shows no code';
    void toStdout(asJson ? pressLine(card.inside(), shown, false) : `${code}\n`);
  });
}
