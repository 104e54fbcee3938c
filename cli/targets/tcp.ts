import type { Session } from '../../conformance/engine/session.ts';
import { openTcpPort } from '../../src/transport/tcp-port.ts';
import { powerCycleDatagram } from '../../src/transport/udp-port.ts';
import type { OpenHow } from './open-how.ts';
import { replugCommand } from './replug.ts';
import { openReportKey } from './report-key.ts';
import type { TcpTarget } from './target.ts';
import { unreachable } from './unreachable.ts';

/** Opens a key that speaks CTAPHID over TCP. Rejects with `BrokenError` when nobody answers within a few seconds. */
export async function openTcp(target: TcpTarget, how: OpenHow): Promise<Session> {
  const { uri } = target;
  try {
    const port = await openTcpPort(target);
    // Keys that know the datagram know the same 64 bytes as a report; to others they are a stray packet.
    const powerCycle = replugCommand(how) ?? (() => port.write(powerCycleDatagram));
    return await openReportKey({ uri, transport: 'tcp', how, real: false, port, powerCycle });
  } catch (error) {
    throw unreachable(target, error);
  }
}
