import type { Session } from '../../conformance/engine/session.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { systemClock } from '../../src/env/system.ts';
import { openHidLink } from '../../src/transport/hid/hid-link.ts';
import type { ReportPort } from '../../src/transport/ports.ts';
import { FrameLog } from './frame-log.ts';
import type { KeyManners } from './key-manners.ts';
import { sameKeyLink } from './same-key-link.ts';
import { SharedPort } from './shared-port.ts';
import { TouchCommand } from './touch-command.ts';

/** A key that speaks CTAPHID over a port of the real world. */
export interface ReportKey extends KeyManners {
  readonly port: ReportPort;
}

/** A rule that must wait longer than this in real time is not judged. */
const LONGEST_WAIT_MS = 2500;

/** Opens a key on CTAPHID for judgement; the port is closed when that fails. Rejects with `TransportError`. */
export async function openReportKey(key: ReportKey): Promise<Session> {
  const { port, how, uri, transport, real, powerCycle } = key;
  const env = { clock: systemClock, random: seededRandom(`harness/${how.seed}`) };
  const touch = how.touchCommand === undefined ? undefined : new TouchCommand(how.touchCommand, how);
  const frames = new FrameLog(env.clock, how.recording);
  const shared = new SharedPort(frames.watch(touch === undefined ? port : touch.watch(port)), env.clock);
  const allow = real ? how.allow : { reset: true, pin: true, write: true };
  try {
    const link = sameKeyLink(await openHidLink(shared.open(), env), key);
    return {
      uri,
      transport,
      real,
      unproven: true,
      env,
      powers: {
        wires: ['hid'],
        virtualTime: false,
        longestWaitMs: LONGEST_WAIT_MS,
        presence: touch === undefined ? 'automatic' : 'withheld-or-granted',
        powerCycle: powerCycle !== undefined,
        ...allow,
        channels: true,
      },
      link,
      allow,
      ...(how.pin === undefined ? {} : { pin: how.pin }),
      openHid: async () => shared.open(),
      ...(powerCycle === undefined ? {} : { powerCycle }),
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
    throw error;
  }
}
