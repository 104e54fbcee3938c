import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { secretsOfRequest, secretsOfResponse } from '../src/ctap2/secret-members.ts';
import { systemClock } from '../src/env/system.ts';
import { Recording, type Redactor } from '../src/transport/recording.ts';
import { type RecordedRun, transcriptSchema, type Wire } from '../src/transport/transcript-line.ts';
import { BrokenError, UsageError } from './exit-code.ts';
import { isPartyTarget, type KeyTarget, type Target } from './targets/target.ts';
import { version } from './version.ts';
import { reasonOf } from './writable.ts';

/** What is recorded, and where to. */
export interface RecordingOrder {
  readonly path: string;
  readonly target: KeyTarget;
  readonly seed: number;
  readonly run: RecordedRun;
  readonly showSecrets: boolean;
  /** Hears when the file can no longer be written; the recording has ended then. */
  readonly onTrouble: (says: string) => void;
}

/** A transcript that is being written. */
export interface RecordingFile {
  readonly recording: Recording;
  /** Brings all of it to the disk. */
  close(): void;
}

const redactor: Redactor = { request: secretsOfRequest, response: secretsOfResponse };

/** Opens the file of `--record` and writes the header. Throws `UsageError` where it cannot be written. */
export function openRecording(order: RecordingOrder): RecordingFile {
  const { path, target, seed, run, showSecrets, onTrouble } = order;
  if (target.kind === 'trace' && resolve(target.file) === resolve(path)) {
    throw new UsageError(`--record: ${path} is the transcript that is replayed`);
  }
  const file = opened(path);
  let isOpen = true;
  const end = (): void => {
    if (!isOpen) return;
    isOpen = false;
    closeSync(file);
  };
  const write = (line: string): void => {
    if (!isOpen) return;
    try {
      writeWhole(file, `${line}\n`);
    } catch (error) {
      end();
      onTrouble(cannotWrite(path, error));
    }
  };
  const recording = new Recording(
    write,
    {
      schema: transcriptSchema,
      tool: { name: 'touchstone', version },
      target: target.uri,
      startedAt: new Date(systemClock.nowMs()).toISOString(),
      seed,
      links: linksOf(target),
      secrets: showSecrets ? 'kept' : 'redacted',
      run,
    },
    showSecrets ? undefined : redactor,
  );
  if (!isOpen) throw new BrokenError(`--record: cannot write ${path}`);
  return {
    recording,
    close: () => {
      if (!isOpen) return;
      try {
        // A pipe or a terminal has no disk behind it.
        if (isOnDisk(path)) fsyncSync(file);
      } catch (error) {
        if (!isUnsyncable(error)) throw new BrokenError(cannotWrite(path, error), { cause: error });
      } finally {
        end();
      }
    },
  };
}

/** Throws `UsageError` for a target that has no frames. */
export function mustHaveFrames(target: Target): asserts target is KeyTarget {
  if (isPartyTarget(target)) throw new UsageError(`--record: ${target.uri} has neither reports nor APDUs to record`);
}

function opened(path: string): number {
  try {
    // Only its owner may read what may hold secrets.
    return openSync(path, 'w', 0o600);
  } catch (error) {
    throw new UsageError(cannotWrite(path, error));
  }
}

function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

function cannotWrite(path: string, error: unknown): string {
  return `--record: cannot write ${path}: ${reasonOf(error as NodeJS.ErrnoException, path)}`;
}

function isOnDisk(path: string): boolean {
  return !path.startsWith('/dev/');
}

function isUnsyncable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EINVAL' || error.code === 'ENOTSUP');
}

function linksOf(target: KeyTarget): Wire[] {
  if (target.kind === 'sim-fido2' || target.kind === 'trace') return ['hid', 'card'];
  return target.kind === 'nfc' || target.kind === 'vpcd' ? ['card'] : ['hid'];
}
