import { type Finding, ok, problem } from './finding.ts';
import { examineHidDriver } from './hid-driver.ts';
import { examineLinuxHid } from './linux-hid.ts';
import type { Machine } from './machine.ts';
import { examinePcsc } from './pcsc.ts';

/** Everything that decides whether keys and readers can be reached, looked at in the order in which it matters. Changes nothing. */
export async function examine(machine: Machine): Promise<Finding[]> {
  const driver = await examineHidDriver(machine);
  const hid = await examineHid(machine);
  return [...hid, driver, ...(await examinePcsc(machine))];
}

async function examineHid(machine: Machine): Promise<Finding[]> {
  switch (machine.platform) {
    case 'linux':
      return examineLinuxHid(machine);
    case 'win32':
      return [await elevation(machine)];
    case 'darwin':
      return [
        ok(
          'macos.hid',
          'IOHIDManager',
          'macOS gives FIDO keys to every program; one that a browser is asking is busy for the others',
        ),
      ];
    default:
      return [];
  }
}

/** The group of processes with high integrity: the same on every Windows, whatever its language. */
const HIGH_INTEGRITY = /S-1-16-(12288|16384)/;

async function elevation(machine: Machine): Promise<Finding> {
  const looked = 'whoami /groups';
  const groups = await machine.run('whoami', '/groups');
  if (groups !== undefined && HIGH_INTEGRITY.test(groups.stdout)) {
    return ok('windows.elevation', looked, 'this process is elevated: Windows shows it FIDO keys on USB');
  }
  const says = 'this process is not elevated: Windows hides FIDO keys on USB from it';
  return problem(
    'windows.elevation',
    looked,
    says,
    'run touchstone in a terminal that was started as administrator; nfc: needs none',
  );
}
