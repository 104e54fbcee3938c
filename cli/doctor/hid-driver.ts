import { DriverMissing } from '../../src/transport/driver-missing.ts';
import { type Finding, ok, problem, warning } from './finding.ts';
import type { Machine } from './machine.ts';

/** Whether node-hid loads, and which keys it sees. */
export async function examineHidDriver(machine: Machine): Promise<Finding> {
  const looked = 'node-hid';
  try {
    const keys = await machine.hidKeys();
    if (keys.length > 0) return ok('hid.driver', looked, `node-hid loads and sees: ${keys.map(inWords).join(', ')}`);
    return warning('hid.driver', looked, 'node-hid loads and sees no key', absent(machine));
  } catch (error) {
    if (error instanceof DriverMissing) return problem('hid.driver', looked, whyOf(error), remedyOf(error, machine));
    const why = error instanceof Error ? error.message : String(error);
    return problem('hid.driver', looked, `node-hid does not work here: ${why}`, 'npm rebuild node-hid');
  }
}

/** What a missing driver says, without the link that was never there and without the remedy. */
export function whyOf({ message, link, remedy }: DriverMissing): string {
  return message.replace(`${link}: `, '').replace(`: ${remedy}`, '');
}

/** The command that installs what is missing, on this machine. */
export function remedyOf({ remedy, library }: DriverMissing, machine: Machine): string {
  if (library === undefined) return remedy;
  return machine.platform === 'linux' ? `sudo ${remedy}` : `install ${library}`;
}

function absent({ platform }: Machine): string {
  if (platform === 'win32') return 'plug the key in; Windows shows keys to elevated programs only';
  return 'plug the key in';
}

function inWords({ product, path }: { readonly product: string; readonly path: string }): string {
  return product === '' ? path : `${product} (${path})`;
}
