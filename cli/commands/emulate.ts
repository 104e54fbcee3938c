import { serveUdp } from '../../simulators/backends/udp.ts';
import { openStoreDirectory, type StoreDirectory } from '../../simulators/fido2/store-directory.ts';
import { systemClock } from '../../src/env/system.ts';
import { type ExitCode, exitCode, UsageError } from '../exit-code.ts';
import { toStdout } from '../streams.ts';
import { parseAddress, parsePort } from '../targets/parse-target.ts';
import { hidEndpointOf } from '../targets/sim-fido2.ts';
import { simulatedKey } from '../targets/simulated-key.ts';
import { touchPolicy } from '../touch-policy.ts';

/** The options of `touchstone emulate`. */
export interface EmulateOptions {
  readonly on: string;
  readonly profile?: string;
  readonly fault: readonly string[];
  readonly seed?: number;
  readonly store?: string;
  readonly touch: string;
  readonly json?: boolean;
}

/** Where an emulated key can be reached. */
interface Place {
  readonly host: string;
  readonly port: number;
}

const laterDevices = ['oath', 'oath-card', 'token2-card'];
const laterPlaces = ['tcp', 'vpcd', 'uhid', 'usbip'];

/** `touchstone emulate`: lends the simulated key, or serves the relying party, until it is told to stop. Closing stdin does not stop it. */
export async function emulate(device: string, options: EmulateOptions, signal: AbortSignal): Promise<ExitCode> {
  if (device === 'rp') return (await import('./emulate-rp.ts')).emulateRelyingParty(options, signal);
  if (laterDevices.includes(device)) throw new UsageError(`${device}: this version does not emulate ${device} yet`);
  if (device !== 'fido2') throw new UsageError(`unknown device ${JSON.stringify(device)}: expected fido2 or rp`);
  const place = parsePlace(options.on);
  const touch = touchPolicy(options.touch, signal);
  let store: StoreDirectory | undefined;
  try {
    // A name that is wrong is said before the store is made.
    const order = { profile: options.profile, faults: options.fault, seed: options.seed, clock: systemClock };
    simulatedKey(order);
    store = options.store === undefined ? undefined : openStoreDirectory(options.store);
    const key = simulatedKey({ ...order, store, presence: touch.presence });
    const backend = await serveUdp({ ...place, endpoint: hidEndpointOf(key, touch.presence), env: key.env });
    try {
      await announce(options, place, key.profile.name);
      await stopped(signal);
    } finally {
      await backend.close();
    }
  } finally {
    touch.close();
    store?.close();
  }
  return exitCode.upheld;
}

/** `udp:PORT`, on loopback, or `udp:HOST:PORT`. */
function parsePlace(text: string): Place {
  const [scheme = '', rest] = [
    text.split(':', 1)[0],
    text.includes(':') ? text.slice(text.indexOf(':') + 1) : undefined,
  ];
  if (laterPlaces.includes(scheme)) throw new UsageError(`${text}: this version does not lend keys on ${scheme} yet`);
  if (scheme !== 'udp' || rest === undefined || rest === '') {
    throw new UsageError(`unknown place ${JSON.stringify(text)}: expected udp:PORT or udp:HOST:PORT`);
  }
  return rest.includes(':') ? parseAddress(rest, text) : { host: '127.0.0.1', port: parsePort(rest, text) };
}

async function announce({ json }: EmulateOptions, { host, port }: Place, profile: string): Promise<void> {
  const target = `udp:${host.includes(':') ? `[${host}]` : host}:${port}`;
  if (json === true) await toStdout(`${JSON.stringify({ listening: target, profile, pid: process.pid })}\n`);
  else await toStdout(`listening on ${target}\n`);
}

/** Resolves when the user ends the command. */
export function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
