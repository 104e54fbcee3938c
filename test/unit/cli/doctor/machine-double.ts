import type { Machine } from '../../../../cli/doctor/machine.ts';
import { fromHex } from '../../../../src/bytes/hex.ts';

/** What a double has of a file: its content, and whether the user may read and write it. */
export interface DoubleFile {
  readonly holds?: string | Uint8Array;
  readonly denied?: boolean;
}

/** A machine made of data. Folders are those that files lie in, and those that are named. */
export interface MachineParts {
  readonly platform?: string;
  readonly files?: Readonly<Record<string, DoubleFile>> | undefined;
  readonly folders?: readonly string[] | undefined;
  readonly env?: Machine['env'];
  readonly run?: Machine['run'] | undefined;
  readonly hidKeys?: Machine['hidKeys'] | undefined;
  readonly readers?: Machine['readers'] | undefined;
}

/** The report descriptor of a key, and that of a keyboard. */
export const fidoDescriptor: Uint8Array = fromHex(
  '06d0f10901a1010920150026ff007508954081020921150026ff00750895409102c0',
);
export const keyboardDescriptor: Uint8Array = fromHex('05010906a101050719e029e715002501750195088102c0');

/** A Linux machine on which nothing is wrong, but for what is given. */
export function machineDouble(parts: MachineParts = {}): Machine {
  const { platform = 'linux', files = {}, folders = [], env = {} } = parts;
  const paths = [...Object.keys(files), ...folders.map((folder) => `${folder}/.`)];
  return {
    platform,
    env,
    user: 'ada',
    list: async (folder) => {
      const inside = paths.filter((path) => path.startsWith(`${folder}/`));
      if (inside.length === 0) return undefined;
      const names = inside.map((path) => path.slice(folder.length + 1).split('/')[0]!);
      return [...new Set(names)].filter((name) => name !== '.');
    },
    read: async (path) => {
      const holds = files[path]?.holds;
      return typeof holds === 'string' ? Uint8Array.from(Buffer.from(holds)) : holds;
    },
    access: async (path) => {
      const file = files[path];
      if (file === undefined) return 'absent';
      return file.denied === true ? 'denied' : 'allowed';
    },
    run: parts.run ?? (async () => undefined),
    hidKeys: parts.hidKeys ?? (async () => []),
    readers:
      parts.readers ??
      (async () => ({ binding: 'pcsc-mini', readers: [{ name: 'ACS', card: 'present', inUse: 'no' }] })),
  };
}
