import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Why a test cannot run on this machine, in words; empty where it can. */
export function lacks(...needs: readonly Need[]): string {
  return needs
    .map((need) => need())
    .filter((reason) => reason !== '')
    .join('; ');
}

/** What a test needs: gives the reason where it is missing, empty where it is there. */
export type Need = () => string;

/** A program on the path, and the Debian package it comes with. */
export function program(name: string, aptName: string): Need {
  return () =>
    succeeds('sh', '-c', `PATH=$PATH:/usr/sbin:/sbin command -v ${name}`) ? '' : `no ${name} (apt: ${aptName})`;
}

/** A module of Debian's own Python. */
export function pythonModule(name: string, aptName: string): Need {
  return () => (succeeds('/usr/bin/python3', '-c', `import ${name}`) ? '' : `no module ${name} (apt: ${aptName})`);
}

/** A file of a Debian package. */
export function file(path: string, aptName: string): Need {
  return () => (existsSync(path) ? '' : `no ${path} (apt: ${aptName})`);
}

/** Namespaces of our own for mounts, network and processes. */
export const namespaces: Need = () =>
  succeeds(
    'unshare',
    '--mount',
    '--net',
    '--pid',
    '--fork',
    '--mount-proc',
    '--',
    'sh',
    '-c',
    'mount -t tmpfs tmpfs /run',
  )
    ? ''
    : 'namespaces are not permitted here (needs root)';

/** What starts a virtual machine; TOUCHSTONE_VM_RUN names another. */
export const vmRun: string = process.env['TOUCHSTONE_VM_RUN'] ?? '/work/shared/testbed/vm/vm-run';

/** A virtual machine with uhid, hidraw and USB/IP. */
export const virtualMachine: Need = () => {
  if (!existsSync(vmRun)) return `no ${vmRun} (TOUCHSTONE_VM_RUN names the virtual machine)`;
  return process.getuid?.() === 0 ? '' : 'the virtual machine needs root';
};

/** The version of an installed Debian package. */
export function versionOf(aptName: string): string {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Version}', aptName], { encoding: 'utf8' });
  return `${aptName} ${stdout === '' ? '(version unknown)' : stdout}`;
}

/** The title of a suite: what it is, or that it is skipped and why. */
export function titled(title: string, reason: string): string {
  return reason === '' ? title : `${title} [skipped: ${reason}]`;
}

/** One line about what a foreign host was and did, for who reads the log. */
export function tell(host: string, did: string): void {
  process.stdout.write(`foreign host: ${host}: ${did}\n`);
}

function succeeds(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: 10_000 }).status === 0;
}
