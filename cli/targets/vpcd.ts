import type { Session } from '../../conformance/engine/session.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import { openVpcdPort } from '../../src/transport/vpcd-port.ts';
import { BrokenError } from '../exit-code.ts';
import { openCardKey } from './card-key.ts';
import type { OpenHow } from './open-how.ts';
import { replugCommand } from './replug.ts';
import type { VpcdTarget } from './target.ts';

/** Waits for a card that connects as to vpcd's reader. Rejects with `BrokenError` when none came within 10 s. */
export async function openVpcd({ uri, port: number }: VpcdTarget, how: OpenHow): Promise<Session> {
  try {
    const port = await openVpcdPort({ port: number, ...(how.signal === undefined ? {} : { signal: how.signal }) });
    const powerCycle = replugCommand(how) ?? (() => port.powerCycle());
    return await openCardKey({
      uri,
      transport: 'vpcd',
      how,
      real: false,
      port,
      powerCycle,
      reset: () => port.powerCycle(),
    });
  } catch (error) {
    if (error instanceof TransportError) throw new BrokenError(error.message, { cause: error });
    throw error;
  }
}
