import { DriverMissing } from '../../src/transport/driver-missing.ts';
import type { PcscReader } from '../../src/transport/pcsc/pcsc.ts';
import { PcscError } from '../../src/transport/pcsc/pcsc-error.ts';
import { type Finding, ok, problem, warning } from './finding.ts';
import { remedyOf, whyOf } from './hid-driver.ts';
import { type Machine, runningPrograms } from './machine.ts';

const SOCKET = '/run/pcscd/pcscd.comm';
const DAEMONS = ['/usr/sbin/pcscd', '/usr/bin/pcscd', '/usr/local/sbin/pcscd'] as const;
const BUNDLES = ['/usr/lib/pcsc/drivers', '/usr/lib64/pcsc/drivers', '/usr/local/lib/pcsc/drivers'] as const;
/** Programs that keep cards, by the name that the kernel knows them under. */
const holders = [
  'scdaemon',
  'pcsc_scan',
  'opensc-tool',
  'ykman',
  'yubioath-flutte',
  'authenticator',
  'p11-kit-server',
] as const;
/** Kernel drivers that take readers of contactless cards before pcscd does. */
const rivals = ['pn533_usb', 'pn533', 'nfc'] as const;

/** What keeps readers and cards from this user: binding, service, polkit, drivers, other programs. */
export async function examinePcsc(machine: Machine): Promise<Finding[]> {
  try {
    const { binding, readers } = await machine.readers();
    const service = [
      ok('pcsc.driver', binding, `${binding} loads`),
      ok('pcsc.service', 'SCardListReaders', 'the smart card service answers'),
    ];
    return [...service, ...(await examineReaders(machine, readers)), ...(await examineHolders(machine, readers))];
  } catch (error) {
    if (error instanceof DriverMissing) {
      const looked = 'pcsc-mini, pcsclite';
      return [problem('pcsc.driver', looked, whyOf(error), remedyOf(error, machine))];
    }
    const loaded = ok('pcsc.driver', 'pcsc-mini, pcsclite', 'a binding loads');
    if (error instanceof PcscError && error.code === 'no-readers')
      return [loaded, ...(await examineReaders(machine, []))];
    return [loaded, await examineService(machine, error)];
  }
}

async function examineService(machine: Machine, error: unknown): Promise<Finding> {
  const code = error instanceof PcscError ? error.code : undefined;
  const why = error instanceof Error ? error.message.replace(/^nfc:: ?/, '') : String(error);
  const id = 'pcsc.service';
  if (machine.platform === 'win32') {
    return problem(
      id,
      'SCardEstablishContext',
      why,
      'sc.exe config SCardSvr start=auto, then net start SCardSvr, both elevated',
    );
  }
  if (machine.platform !== 'linux') {
    return problem(id, 'SCardEstablishContext', why, 'plug the reader in again: the system starts its service then');
  }
  if (code === 'not-allowed') return refused(machine);
  const daemon = await firstThatIs(machine, DAEMONS);
  if (daemon === undefined && (await machine.access(SOCKET)) === 'absent') {
    return problem(id, DAEMONS.join(', '), 'pcscd is not installed', 'sudo apt-get install pcscd');
  }
  const access = await machine.access(SOCKET);
  if (access === 'denied') {
    const fix = 'systemctl cat pcscd.socket shows SocketMode: it should be 0666';
    return problem(id, SOCKET, `${machine.user} may not speak to the socket of pcscd`, fix);
  }
  const isRunning = (await runningPrograms(machine)).has('pcscd');
  if (isRunning && access === 'allowed')
    return problem(id, SOCKET, `pcscd runs and does not answer: ${why}`, await restart(machine));
  const says = isRunning ? `pcscd runs without its socket ${SOCKET}` : 'pcscd is installed and does not run';
  return problem(id, `${daemon ?? 'pcscd'}, ${SOCKET}, /proc`, says, await restart(machine));
}

async function restart(machine: Machine): Promise<string> {
  const hasSystemd = (await machine.list('/run/systemd/system')) !== undefined;
  if (hasSystemd) return 'sudo systemctl enable --now pcscd.socket && sudo systemctl restart pcscd';
  return 'sudo pcscd (no systemd runs here)';
}

/** The service knows who asks, and polkit says no. */
function refused(machine: Machine): Finding {
  const says = `pcscd refuses ${machine.user}: polkit gives leave to who sits at the machine only`;
  return problem('pcsc.service', 'org.debian.pcsc-lite.access_pcsc', says, polkitFix(machine.user));
}

/** A rule that gives one user leave, and where it goes. */
export function polkitFix(user: string): string {
  return [
    "sudo tee /etc/polkit-1/rules.d/50-pcscd.rules <<'RULE' && sudo systemctl restart polkit",
    'polkit.addRule(function (action, subject) {',
    '  if (["org.debian.pcsc-lite.access_pcsc", "org.debian.pcsc-lite.access_card"].includes(action.id) &&',
    `      subject.user === ${JSON.stringify(user)}) return polkit.Result.YES;`,
    '});',
    'RULE',
  ].join('\n');
}

async function examineReaders(machine: Machine, readers: readonly PcscReader[]): Promise<Finding[]> {
  const looked = 'SCardListReaders';
  if (readers.length === 0) return [await noReader(machine)];
  return readers.map(({ name, card, inUse }): Finding => {
    if (card === 'none')
      return warning('pcsc.reader', name, 'no card is in it', 'lay the key on the reader, or put it in');
    if (card === 'mute') {
      return problem(
        'pcsc.reader',
        name,
        'what is in it does not answer',
        'take the key away and lay it flat on the reader again',
      );
    }
    if (inUse === 'exclusive') {
      return problem(
        'pcsc.reader',
        name,
        'another program keeps the card for itself',
        'gpgconf --kill scdaemon, or end the program',
      );
    }
    return ok('pcsc.reader', looked, `${name} holds a card`);
  });
}

async function noReader(machine: Machine): Promise<Finding> {
  const id = 'pcsc.reader';
  if (machine.platform === 'linux') {
    for (const rival of rivals) {
      if ((await machine.list(`/sys/module/${rival}`)) === undefined) continue;
      const fix = `sudo modprobe -r pn533_usb pn533 nfc; echo 'blacklist pn533_usb' | sudo tee /etc/modprobe.d/nfc-readers.conf`;
      const says = `no reader, and the kernel driver ${rival} is loaded: it takes readers of contactless cards`;
      return problem(id, `/sys/module/${rival}`, says, fix);
    }
    const bundles = await Promise.all(BUNDLES.map((folder) => machine.list(folder)));
    if (bundles.every((bundle) => !bundle?.includes('ifd-ccid.bundle'))) {
      const says = 'no reader, and pcscd has no driver for USB readers';
      return problem(id, BUNDLES.join(', '), says, 'sudo apt-get install libccid');
    }
  }
  return warning(id, 'SCardListReaders', 'no reader is plugged in', 'plug a reader in; targets nfc: need one');
}

/** Programs that run and are known to keep cards. */
async function examineHolders(machine: Machine, readers: readonly PcscReader[]): Promise<Finding[]> {
  if (machine.platform !== 'linux' || readers.length === 0) return [];
  const running = await runningPrograms(machine);
  return holders
    .filter((name) => running.has(name))
    .map((name) => {
      const isTaken = readers.some(({ inUse }) => inUse !== 'no');
      const says = `${name} runs: it is known to keep cards${isTaken ? ', and a card is in use' : ''}`;
      return warning(
        'pcsc.holder',
        '/proc/*/comm',
        says,
        name === 'scdaemon' ? 'gpgconf --kill scdaemon' : `end ${name}`,
      );
    });
}

async function firstThatIs(machine: Machine, paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if ((await machine.access(path)) !== 'absent') return path;
  return undefined;
}
