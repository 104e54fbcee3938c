import { closeSync, existsSync, fsyncSync, openSync, statSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { secretsOfRequest, secretsOfResponse } from '../src/ctap2/secret-members.ts';
import { systemClock } from '../src/env/system.ts';
import { Recording, type Redactor } from '../src/transport/recording.ts';
import { type RecordedRun, transcriptSchema, type Wire } from '../src/transport/transcript-line.ts';
import { BrokenError, UsageError } from './exit-code.ts';
import { isKeyTarget, type KeyTarget, type Target } from './targets/target.ts';
import { version } from './version.ts';
import { mustBeWritable, reasonOf } from './writable.ts';

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

/**
 * A transcript for `--record`: the file is made with the first frame, so that a run that does not begin leaves what was there.
 * Rejects with `UsageError` where it cannot be written.
 */
export async function openRecording(order: RecordingOrder): Promise<RecordingFile> {
  const { path, target, seed, run, showSecrets } = order;
  if (target.kind === 'trace' && resolve(target.file) === resolve(path)) {
    throw new UsageError(`--record: ${path} is the transcript that is replayed`);
  }
  if (!isSpecial(path)) await mustBeWritable(path, '--record');
  const file = new LineFile(order);
  const recording = new Recording(
    (line) => file.write(line),
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
  return { recording, close: () => file.close() };
}

/** Lines, each given to the system as it comes: what was written outlives a crash of this process. */
class LineFile {
  readonly #order: RecordingOrder;
  #header: string | undefined;
  #file: number | undefined;
  #isOver = false;

  constructor(order: RecordingOrder) {
    this.#order = order;
  }

  write(line: string): void {
    if (this.#isOver) return;
    if (this.#header === undefined) {
      this.#header = line;
      return;
    }
    try {
      if (this.#file === undefined) {
        // Only its owner may read what may hold secrets.
        this.#file = openSync(this.#order.path, 'w', 0o600);
        writeWhole(this.#file, `${this.#header}\n`);
      }
      writeWhole(this.#file, `${line}\n`);
    } catch (error) {
      this.#end();
      this.#order.onTrouble(cannotWrite(this.#order.path, error));
    }
  }

  close(): void {
    const file = this.#file;
    try {
      if (file !== undefined && !isSpecial(this.#order.path)) fsyncSync(file);
    } catch (error) {
      throw new BrokenError(cannotWrite(this.#order.path, error), { cause: error });
    } finally {
      this.#end();
    }
  }

  #end(): void {
    this.#isOver = true;
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) closeSync(file);
  }
}

/** Throws `UsageError` for a target that has no frames. */
export function mustHaveFrames(target: Target): asserts target is KeyTarget {
  if (!isKeyTarget(target)) throw new UsageError(`--record: ${target.uri} has neither reports nor APDUs to record`);
}

function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

function cannotWrite(path: string, error: unknown): string {
  return `--record: cannot write ${path}: ${reasonOf(error as NodeJS.ErrnoException, path)}`;
}

/** A pipe, a terminal or a device: it has no disk behind it, and nothing can be made beside it. */
function isSpecial(path: string): boolean {
  return existsSync(path) && !statSync(path).isFile() && !statSync(path).isDirectory();
}

function linksOf(target: KeyTarget): Wire[] {
  if (target.kind === 'sim-fido2' || target.kind === 'trace') return ['hid', 'card'];
  return target.kind === 'nfc' || target.kind === 'vpcd' ? ['card'] : ['hid'];
}
