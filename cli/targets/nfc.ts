import type { Session } from '../../conformance/engine/session.ts';
import { monotonicMs } from '../../src/env/system.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import { openPcsc } from '../../src/transport/pcsc/open-pcsc.ts';
import { type Pcsc, type PcscBinding, type PcscReader, pcscBindings } from '../../src/transport/pcsc/pcsc.ts';
import { openPcscPort } from '../../src/transport/pcsc/pcsc-port.ts';
import { BrokenError, UsageError } from '../exit-code.ts';
import { lineToStderr } from '../streams.ts';
import { openCardKey } from './card-key.ts';
import type { OpenHow } from './open-how.ts';
import { replugCommand } from './replug.ts';
import type { NfcTarget } from './target.ts';

/**
 * Opens a key on a PC/SC reader, for us alone. Throws `UsageError` where the reader is not there or several fit; rejects with
 * `BrokenError` where the service, the binding or the card is missing.
 */
export async function openNfc(target: NfcTarget, how: OpenHow): Promise<Session> {
  const { uri } = target;
  try {
    const pcsc = await openPcsc(uri, pcscChoice());
    try {
      const { name: reader } = chosenReader(target, await pcsc.readers());
      return await openReader(pcsc, reader, target, how);
    } catch (error) {
      await pcsc.close();
      throw error;
    }
  } catch (error) {
    if (error instanceof TransportError) throw new BrokenError(error.message, { cause: error });
    throw error;
  }
}

async function openReader(pcsc: Pcsc, reader: string, { uri }: NfcTarget, how: OpenHow): Promise<Session> {
  const port = await openPcscPort({ pcsc, reader, name: uri });
  const powerCycle = replugCommand(how) ?? (() => port.powerCycle());
  const session = await openCardKey({
    uri,
    transport: 'nfc',
    how,
    real: true,
    port,
    powerCycle,
    reset: () => port.powerCycle(),
  });
  await remarkOnSlowness(session, reader);
  return {
    ...session,
    close: async () => {
      await session.close();
      await pcsc.close();
    },
  };
}

const SLOW_MS = 20;

/** Debian's vpcd sends in two pieces and waits for an acknowledgement between them: said once, since it is not the key's fault. */
async function remarkOnSlowness({ link, uri }: Session, reader: string): Promise<void> {
  if (!reader.startsWith('Virtual PCD')) return;
  const begunMs = monotonicMs();
  await link.reopen();
  const tookMs = Math.round(monotonicMs() - begunMs);
  if (tookMs > SLOW_MS) {
    lineToStderr(
      `${uri}: an APDU takes ${tookMs} ms: vpcd waits for delayed acknowledgements (docs/devices.md has the cure)`,
    );
  }
}

/** The binding that the user chose. Throws `UsageError` for one that does not exist. */
export function pcscChoice(): PcscBinding | undefined {
  const chosen = process.env['TOUCHSTONE_PCSC'];
  if (chosen === undefined || chosen === '') return undefined;
  const known = pcscBindings.find((binding) => binding === chosen);
  if (known !== undefined) return known;
  throw new UsageError(`TOUCHSTONE_PCSC: expected ${pcscBindings.join(' or ')}, received ${JSON.stringify(chosen)}`);
}

/** The reader that a target names. Throws `UsageError`, or `BrokenError` where there is no card. */
export function chosenReader({ uri, reader: part }: NfcTarget, readers: readonly PcscReader[]): PcscReader {
  if (part === undefined) return theOneWithCard(uri, readers);
  const wanted = part.toLowerCase();
  const exact = readers.filter(({ name }) => name.toLowerCase() === wanted);
  const fitting = exact.length > 0 ? exact : readers.filter(({ name }) => name.toLowerCase().includes(wanted));
  const [first, ...others] = fitting;
  if (first === undefined) throw new UsageError(`${uri}: no reader has that in its name`, listed(readers));
  if (others.length > 0) {
    const holding = fitting.filter(({ card }) => card === 'present');
    if (holding.length !== 1) throw new UsageError(`${uri}: ${fitting.length} readers fit`, listed(fitting));
    return holding[0]!;
  }
  if (first.card !== 'present') throw new BrokenError(`${uri}: ${first.name} ${holds(first)}`);
  return first;
}

function theOneWithCard(uri: string, readers: readonly PcscReader[]): PcscReader {
  const holding = readers.filter(({ card }) => card === 'present');
  const [first, ...others] = holding;
  if (first === undefined) {
    const why = readers.length === 0 ? 'no reader is plugged in' : 'no reader holds a card';
    throw new BrokenError(`${uri}: ${why} (touchstone devices lists readers)`);
  }
  if (others.length > 0) throw new UsageError(`${uri}: ${holding.length} readers hold a card`, listed(holding));
  return first;
}

/** What is in a reader, in words. */
export function holds({ card, inUse }: PcscReader): string {
  if (card === 'none') return 'is empty';
  if (card === 'mute') return 'holds a card that does not answer';
  if (inUse === 'exclusive') return 'holds a card that another program keeps for itself';
  return inUse === 'shared' ? 'holds a card that another program uses too' : 'holds a card';
}

function listed(readers: readonly PcscReader[]): string {
  if (readers.length === 0) return 'no reader is plugged in';
  return ['readers:', ...readers.map((reader) => `  nfc:${reader.name}   ${holds(reader)}`)].join('\n');
}
