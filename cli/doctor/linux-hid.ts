import { udevRule } from '../../src/transport/hid/node-hid-port.ts';
import { declaresUsagePage } from '../../src/transport/hid/report-descriptor.ts';
import { type Finding, ok, problem, warning } from './finding.ts';
import { type Machine, readText } from './machine.ts';

const FIDO_USAGE_PAGE = 0xf1d0;
const CLASS = '/sys/class/hidraw';
const RULE_FOLDERS = ['/etc/udev/rules.d', '/run/udev/rules.d', '/usr/lib/udev/rules.d', '/lib/udev/rules.d'] as const;
const RULE_FILE = '/etc/udev/rules.d/70-security-token.rules';
const RELOAD = 'sudo udevadm control --reload && sudo udevadm trigger --subsystem-match=hidraw';

/** What keeps a key on USB from this user: kernel, container, WSL, udev, permissions. */
export async function examineLinuxHid(machine: Machine): Promise<Finding[]> {
  const nodes = await machine.list(CLASS);
  const surroundings = [await wsl(machine), await container(machine)].filter((found) => found !== undefined);
  if (nodes === undefined) {
    const says = 'the kernel has no hidraw: no program can speak to a key on USB';
    const fix = 'sudo modprobe hidraw, or a kernel with CONFIG_HIDRAW=y';
    return [...surroundings, problem('linux.hidraw', CLASS, says, fix)];
  }
  const kernel = ok('linux.hidraw', CLASS, `the kernel has hidraw, with ${nodes.length} devices`);
  const keys = await fidoNodes(machine, nodes);
  const looked = `${CLASS}/*/device/report_descriptor`;
  if (keys.length === 0) {
    const says = `no device declares the usage page of FIDO, 0xF1D0 (${nodes.length} devices)`;
    const fix = 'plug the key in; where it is, try another port or cable: dmesg tells what the kernel saw';
    return [...surroundings, kernel, warning('linux.keys', looked, says, fix)];
  }
  const seen = ok('linux.keys', looked, `keys: ${keys.map((name) => `/dev/${name}`).join(', ')}`);
  const permissions = await Promise.all(keys.map((name) => permission(machine, name)));
  const isDenied = permissions.some(({ state }) => state === 'problem');
  return [...surroundings, kernel, seen, ...permissions, ...(isDenied ? [await udev(machine)] : [])];
}

async function fidoNodes(machine: Machine, nodes: readonly string[]): Promise<string[]> {
  const descriptors = await Promise.all(nodes.map((name) => machine.read(`${CLASS}/${name}/device/report_descriptor`)));
  return nodes.filter((_, index) => declaresUsagePage(descriptors[index] ?? new Uint8Array(0), FIDO_USAGE_PAGE));
}

async function permission(machine: Machine, name: string): Promise<Finding> {
  const path = `/dev/${name}`;
  const access = await machine.access(path);
  if (access === 'allowed') return ok('linux.permission', path, `${machine.user} may read and write it`);
  if (access === 'absent') {
    const says = `the kernel has the key, and ${path} is not there: a container, or no udev`;
    const fix = `docker run --device ${path} …, or -v /dev:/dev --privileged where keys are plugged in and out`;
    return problem('linux.permission', path, says, fix);
  }
  const fix = `echo '${udevRule}' | sudo tee ${RULE_FILE} && ${RELOAD}`;
  return problem('linux.permission', path, `${machine.user} may not read and write it`, fix);
}

/** Why nobody gave leave to this user. */
async function udev(machine: Machine): Promise<Finding> {
  const looked = RULE_FOLDERS.join(', ');
  const write = `echo '${udevRule}' | sudo tee ${RULE_FILE} && ${RELOAD}`;
  if ((await machine.list('/run/udev')) === undefined) {
    const says = 'udev does not run here: nobody gives users leave to devices';
    return problem('linux.udev', '/run/udev', says, 'sudo chmod a+rw on the node for this session, or run as root');
  }
  const rule = await ruleThatGivesLeave(machine);
  if (rule === undefined) return problem('linux.udev', looked, 'no rule gives leave to security keys', write);
  if ((await machine.list('/run/systemd/seats')) === undefined) {
    const says = `${rule} gives leave to who sits at the machine, and no logind knows who that is`;
    const fix = `echo '${udevRule.replace('TAG+="uaccess"', 'GROUP="plugdev", MODE="0660"')}' | sudo tee ${RULE_FILE} && ${RELOAD} && sudo usermod -aG plugdev ${machine.user}`;
    return problem('linux.udev', looked, says, fix);
  }
  const says = `${rule} gives leave to who sits at the machine; sessions over SSH are not of them`;
  return warning('linux.udev', looked, says, `log in at the machine and plug the key in again; or: ${RELOAD}`);
}

async function ruleThatGivesLeave(machine: Machine): Promise<string | undefined> {
  for (const folder of RULE_FOLDERS) {
    for (const name of (await machine.list(folder)) ?? []) {
      if (!name.endsWith('.rules')) continue;
      const rules = (await readText(machine, `${folder}/${name}`)).split('\n');
      if (rules.some((rule) => /^[^#]*ID_SECURITY_TOKEN.*uaccess/.test(rule))) return `${folder}/${name}`;
    }
  }
  return undefined;
}

async function wsl(machine: Machine): Promise<Finding | undefined> {
  const looked = '/proc/version';
  if (!/microsoft|wsl/i.test(await readText(machine, looked))) return undefined;
  const says = 'this is WSL: devices are with Windows until they are given to it';
  return warning(
    'linux.wsl',
    looked,
    says,
    'in Windows: usbipd list; usbipd bind --busid BUSID; usbipd attach --wsl --busid BUSID',
  );
}

async function container(machine: Machine): Promise<Finding | undefined> {
  const looked = '/.dockerenv, /run/.containerenv';
  const marks = await Promise.all([machine.read('/.dockerenv'), machine.read('/run/.containerenv')]);
  const isContainer = marks.some((mark) => mark !== undefined) || machine.env['container'] !== undefined;
  if (!isContainer) return undefined;
  const says = 'this is a container: devices, udev and pcscd are those of its host';
  const fix = 'docker run -v /dev:/dev --privileged … for keys; -v /run/pcscd:/run/pcscd for readers';
  return warning('linux.container', looked, says, fix);
}
