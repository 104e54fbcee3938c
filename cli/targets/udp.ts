import type { Session } from '../../conformance/engine/session.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { systemClock } from '../../src/env/system.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import { openHidLink } from '../../src/transport/hid/hid-link.ts';
import type { ReportPort } from '../../src/transport/ports.ts';
import { openUdpPort, powerCycleDatagram } from '../../src/transport/udp-port.ts';
import { BrokenError } from '../exit-code.ts';
import { runCommand } from '../run-command.ts';
import { FrameLog } from './frame-log.ts';
import type { OpenHow } from './open-how.ts';
import { SharedPort } from './shared-port.ts';
import type { UdpTarget } from './target.ts';
import { TouchCommand } from './touch-command.ts';

/** A rule that must wait longer than this in real time is not judged. */
const LONGEST_WAIT_MS = 2500;
const REPLUG_TIMEOUT_MS = 30_000;

/** Opens a key that speaks CTAPHID in datagrams. Rejects with `BrokenError` when nobody answers within a few seconds. */
export async function openUdp(target: UdpTarget, how: OpenHow): Promise<Session> {
  const env = { clock: systemClock, random: seededRandom(`harness/${how.seed}`) };
  const port = await openPort(target);
  const touch = how.touchCommand === undefined ? undefined : new TouchCommand(how.touchCommand, how);
  const frames = new FrameLog(env.clock);
  const shared = new SharedPort(frames.watch(touch === undefined ? port : touch.watch(port)), env.clock);
  try {
    const link = await openHidLink(shared.open(), env);
    return {
      uri: target.uri,
      transport: 'udp',
      unproven: true,
      env,
      powers: {
        wires: ['hid'],
        virtualTime: false,
        longestWaitMs: LONGEST_WAIT_MS,
        presence: touch === undefined ? 'automatic' : 'withheld-or-granted',
        powerCycle: true,
        reset: true,
        pin: true,
        write: true,
        channels: true,
      },
      link,
      allow: { reset: true, pin: true, write: true },
      ...(how.pin === undefined ? {} : { pin: how.pin }),
      openHid: async () => shared.open(),
      powerCycle: () => replug(port, how),
      ...(touch === undefined ? {} : { setTouch: (manner) => touch.behave(manner) }),
      transcript: () => frames.lines(),
      forgetTranscript: () => frames.forget(),
      close: async () => {
        touch?.close();
        await shared.close();
      },
    };
  } catch (error) {
    touch?.close();
    await shared.close();
    throw unreachable(target, error);
  }
}

async function openPort(target: UdpTarget): Promise<ReportPort> {
  const { host, port, local } = target;
  try {
    return await openUdpPort({ host, port, ...(local === undefined ? {} : { local }) });
  } catch (error) {
    throw unreachable(target, error);
  }
}

function unreachable({ uri, host, port }: UdpTarget, error: unknown): unknown {
  if (!(error instanceof TransportError)) return error;
  if (error.reason === 'silence' || error.reason === 'refused') {
    return new BrokenError(`${uri}: nobody answers on ${host} port ${port}`, { cause: error });
  }
  return new BrokenError(error.message, { cause: error });
}

async function replug(port: ReportPort, how: OpenHow): Promise<void> {
  if (how.replugCommand === undefined) {
    await port.write(powerCycleDatagram);
    return;
  }
  const signal = how.signal === undefined ? {} : { signal: how.signal };
  try {
    await runCommand(how.replugCommand, { what: 'replug command', timeoutMs: REPLUG_TIMEOUT_MS, ...signal });
  } catch (error) {
    // Without power cycles nothing that follows can be trusted: the run ends, and says why.
    how.onTrouble?.((error as Error).message);
    throw error;
  }
}
