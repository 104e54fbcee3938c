import type { Session } from '../../conformance/engine/session.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import { type HidKey, listHidKeys } from '../../src/transport/hid/node-hid.ts';
import { openNodeHidPort } from '../../src/transport/hid/node-hid-port.ts';
import { BrokenError, UsageError } from '../exit-code.ts';
import type { OpenHow } from './open-how.ts';
import { replugCommand } from './replug.ts';
import { openReportKey } from './report-key.ts';
import type { UsbTarget } from './target.ts';

/**
 * Opens a key on USB HID. Throws `UsageError` where the key that was named is not there or several fit; rejects with
 * `BrokenError` where no key is plugged in, it may not be opened or node-hid is missing.
 */
export async function openUsb(target: UsbTarget, how: OpenHow): Promise<Session> {
  const { uri } = target;
  try {
    const keys = await listHidKeys(uri);
    const key = chosenKey(target, keys);
    const twins = keys.filter((other) => other !== key && identity(other) === identity(key)).map(({ path }) => path);
    const find = async (): Promise<string> => {
      const found = keyAgain(target, key, await listHidKeys(uri), twins);
      if (typeof found === 'object') return found.path;
      if (found !== 'absent') how.onTrouble?.(`${uri}: ${found}`);
      throw new TransportError(uri, 'open', 'gone', found === 'absent' ? 'the key is unplugged' : found);
    };
    const port = await openNodeHidPort({ name: uri, path: key.path, find });
    return await openReportKey({ uri, transport: 'usb', how, real: true, port, powerCycle: replugCommand(how) });
  } catch (error) {
    if (error instanceof TransportError) throw new BrokenError(error.message, { cause: error });
    throw error;
  }
}

/** The key that a target names. Throws `UsageError`, or `BrokenError` where no key is plugged in. */
export function chosenKey({ uri, key: named }: UsbTarget, keys: readonly HidKey[]): HidKey {
  const fitting = named === undefined ? keys : keys.filter(({ path, serial }) => path === named || serial === named);
  const [first, ...others] = fitting;
  if (others.length > 0) throw new UsageError(`${uri}: ${fitting.length} keys fit`, listed(fitting));
  if (first !== undefined) return first;
  if (named !== undefined) throw new UsageError(`${uri}: no such key is plugged in`, listed(keys));
  throw new BrokenError(`${uri}: no key is plugged in (touchstone doctor tells why one may not be seen)`);
}

/**
 * The key after it was unplugged: the only one with its vendor, product and serial number that was not there before (`twins`:
 * the paths of those that were); `absent` while it is not there; else a sentence about what is there in its place.
 */
export function keyAgain(
  { key: named }: UsbTarget,
  before: HidKey,
  keys: readonly HidKey[],
  twins: readonly string[] = [],
): HidKey | string {
  const [first, ...others] = keys.filter((key) => identity(key) === identity(before) && !twins.includes(key.path));
  if (first !== undefined && others.length > 0) {
    const paths = [first, ...others].map(({ path }) => path).join(', ');
    return `two keys match (${paths}): which one was under judgement cannot be told`;
  }
  if (first !== undefined) return first;
  const strangers = keys.filter((key) => identity(key) !== identity(before));
  const stranger = named === undefined ? strangers[0] : strangers.find(({ path }) => path === named);
  if (stranger === undefined) return 'absent';
  return `the key has changed: expected ${identity(before)}, received ${identity(stranger)}`;
}

function identity({ vendorId, productId, serial }: HidKey): string {
  return `${hex(vendorId)}:${hex(productId)}${serial === undefined ? '' : ` serial ${serial}`}`;
}

/** The target that names a key among those that are plugged in: by serial number where only it has that one. */
export function targetOfKey(key: HidKey, keys: readonly HidKey[]): string {
  const { serial, path } = key;
  const isUnique = serial !== undefined && keys.filter((other) => other.serial === serial).length === 1;
  return isUnique ? `usb:${serial}` : `usb:${path}`;
}

/** What a key says of itself, in words. */
export function keyInWords(key: HidKey): string {
  const name = key.product === '' ? 'a key without a name' : key.product;
  return `${name} (${identity(key)}, ${key.path})`;
}

function listed(keys: readonly HidKey[]): string {
  if (keys.length === 0) return 'no key is plugged in';
  return ['keys:', ...keys.map((key) => `  ${targetOfKey(key, keys)}   ${keyInWords(key)}`)].join('\n');
}

function hex(value: number): string {
  return value.toString(16).padStart(4, '0');
}
