import type { Session } from '../../conformance/engine/session.ts';
import type { ReportPort } from '../../src/transport/ports.ts';
import { openUdpPort, powerCycleDatagram } from '../../src/transport/udp-port.ts';
import type { OpenHow } from './open-how.ts';
import { replugCommand } from './replug.ts';
import { openReportKey } from './report-key.ts';
import type { UdpTarget } from './target.ts';
import { unreachable } from './unreachable.ts';

/** Opens a key that speaks CTAPHID in datagrams. Rejects with `BrokenError` when nobody answers within a few seconds. */
export async function openUdp(target: UdpTarget, how: OpenHow): Promise<Session> {
  const { uri } = target;
  try {
    const port = await openPort(target);
    const powerCycle = replugCommand(how) ?? (() => port.write(powerCycleDatagram));
    return await openReportKey({ uri, transport: 'udp', how, real: false, port, powerCycle });
  } catch (error) {
    throw unreachable(target, error);
  }
}

function openPort({ host, port, local }: UdpTarget): Promise<ReportPort> {
  return openUdpPort({ host, port, ...(local === undefined ? {} : { local }) });
}
