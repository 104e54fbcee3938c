import { TransportError } from '../../src/errors/transport-error.ts';
import { isHidAllowed, listHidKeys } from '../../src/transport/hid/node-hid.ts';
import { openPcsc } from '../../src/transport/pcsc/open-pcsc.ts';
import { columns } from '../columns.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { toStdout, toStdoutAsJson } from '../streams.ts';
import { holds, pcscChoice } from '../targets/nfc.ts';
import { keyInWords, targetOfKey } from '../targets/usb.ts';

/** One thing that can be judged, or the reason why others cannot be. `id` is the target to use. */
export interface DeviceRow {
  readonly id: string;
  readonly kind: 'key' | 'reader' | 'simulator' | 'unavailable';
  readonly says: string;
}

const simulators: readonly DeviceRow[] = [
  { id: 'sim:fido2', kind: 'simulator', says: 'the simulated FIDO2 key, in process' },
  { id: 'sim:verifier', kind: 'simulator', says: 'our own verifier as a relying party, in process' },
];

/** `touchstone devices`. */
export async function devices(options: { readonly json?: boolean }): Promise<ExitCode> {
  const rows = [...(await rowsOf('usb:', keys)), ...(await rowsOf('nfc:', readers)), ...simulators];
  if (options.json === true) await toStdoutAsJson(rows);
  else await toStdout(columns(rows.map(({ id, kind, says }) => [id, kind, says])));
  return exitCode.upheld;
}

/** What a wire has, or one row that says what it lacks. */
async function rowsOf(wire: string, list: (wire: string) => Promise<DeviceRow[]>): Promise<DeviceRow[]> {
  try {
    return await list(wire);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return [{ id: wire, kind: 'unavailable', says: error.message.replace(`${wire}: `, '') }];
  }
}

async function keys(wire: string): Promise<DeviceRow[]> {
  const plugged = await listHidKeys(wire);
  if (plugged.length === 0) return [{ id: wire, kind: 'unavailable', says: 'no key is plugged in' }];
  return Promise.all(
    plugged.map(async (key): Promise<DeviceRow> => {
      const denied = (await isHidAllowed(key.path)) ? '' : ', without permission to open it: touchstone doctor';
      return { id: targetOfKey(key, plugged), kind: 'key', says: `${keyInWords(key)}${denied}` };
    }),
  );
}

async function readers(wire: string): Promise<DeviceRow[]> {
  const pcsc = await openPcsc(wire, pcscChoice());
  try {
    const found = await pcsc.readers();
    if (found.length === 0) return [{ id: wire, kind: 'unavailable', says: 'no reader is plugged in' }];
    return found.map((reader) => ({ id: `nfc:${reader.name}`, kind: 'reader', says: holds(reader) }));
  } finally {
    await pcsc.close();
  }
}
