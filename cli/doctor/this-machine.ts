import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readdir, readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { systemClock } from '../../src/env/system.ts';
import { TransportError } from '../../src/errors/transport-error.ts';
import { listHidKeys } from '../../src/transport/hid/node-hid.ts';
import { openPcsc } from '../../src/transport/pcsc/open-pcsc.ts';
import { pcscChoice } from '../targets/nfc.ts';
import type { Machine } from './machine.ts';

/** Longest wait for a program, a driver or a service, in ms. */
const PATIENCE_MS = 5_000;

/** The machine that this process runs on. */
export const thisMachine: Machine = {
  platform: process.platform,
  env: process.env,
  get user() {
    return userName();
  },
  list: (folder) => unlessSystemRefuses(readdir(folder)),
  read: async (path) => {
    const bytes = await unlessSystemRefuses(readFile(path));
    return bytes === undefined ? undefined : new Uint8Array(bytes);
  },
  access: async (path) => {
    try {
      await access(path, constants.R_OK | constants.W_OK);
      return 'allowed';
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined) throw error;
      return code === 'ENOENT' || code === 'ENOTDIR' ? 'absent' : 'denied';
    }
  },
  run: (program, ...args) =>
    new Promise((resolve) => {
      execFile(program, args, { timeout: PATIENCE_MS, windowsHide: true }, (error, stdout) => {
        if (error === null) resolve({ code: 0, stdout });
        else resolve(typeof error.code === 'number' ? { code: error.code, stdout } : undefined);
      });
    }),
  hidKeys: () => inTime('usb:', listHidKeys('usb:')),
  readers: async () => {
    const pcsc = await inTime('nfc:', openPcsc('nfc:', pcscChoice()));
    try {
      return { binding: pcsc.binding, readers: await inTime('nfc:', pcsc.readers()) };
    } finally {
      await inTime('nfc:', pcsc.close()).catch(() => undefined);
    }
  },
};

function userName(): string {
  try {
    return userInfo().username;
  } catch (error) {
    // A user of a container may have a number only.
    if (codeOf(error) === undefined) throw error;
    return `${process.getuid?.() ?? 'user'}`;
  }
}

async function unlessSystemRefuses<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return undefined;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

async function inTime<T>(link: string, work: Promise<T>): Promise<T> {
  const overslept = new AbortController();
  const late = systemClock.sleep(PATIENCE_MS, overslept.signal).then(() => {
    throw new TransportError(link, 'open', 'silence', `no answer within ${PATIENCE_MS / 1000} s`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    overslept.abort();
  }
}
