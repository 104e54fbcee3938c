import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { BackendError } from './backend-error.ts';
import { UHID_EVENT_SIZE } from './uhid-event.ts';

/** The kernel's side of a device that this process plays. */
export interface UhidFile {
  /** The next event, or `undefined` when there is none now. */
  read(): Uint8Array | undefined;
  write(event: Uint8Array): void;
  /** Ends the device, too. */
  close(): void;
}

const PATH = '/dev/uhid';
const PLACE = 'uhid';

/** Opens /dev/uhid so that no read waits. Throws `BackendError`: `no-device`, `device-forbidden`, `unavailable`. */
export function openUhid(): UhidFile {
  const file = opened();
  const buffer = new Uint8Array(UHID_EVENT_SIZE);
  return {
    read: () => {
      try {
        const length = readSync(file, buffer, 0, buffer.length, null);
        return length === 0 ? undefined : buffer.slice(0, Math.max(length, 4));
      } catch (error) {
        if (codeOf(error) === 'EAGAIN' || codeOf(error) === 'EINTR') return undefined;
        throw new BackendError('unavailable', PLACE, `reading ${PATH} failed: ${messageOf(error)}`, error);
      }
    },
    write: (event) => {
      try {
        writeSync(file, event, 0, event.length, null);
      } catch (error) {
        throw new BackendError('unavailable', PLACE, `writing ${PATH} failed: ${messageOf(error)}`, error);
      }
    },
    close: () => closeSync(file),
  };
}

function opened(): number {
  try {
    return openSync(PATH, constants.O_RDWR | constants.O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENODEV' || code === 'ENXIO') {
      const advice = process.platform === 'linux' ? 'load the kernel module: modprobe uhid' : 'it is a driver of Linux';
      throw new BackendError('no-device', PLACE, `no ${PATH}: ${advice}`, error);
    }
    if (code === 'EACCES' || code === 'EPERM') {
      const advice = 'run as root, or give your user leave by a udev rule (docs/emulate.md)';
      throw new BackendError('device-forbidden', PLACE, `no leave to use ${PATH}: ${advice}`, error);
    }
    throw new BackendError('unavailable', PLACE, `opening ${PATH} failed: ${messageOf(error)}`, error);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
