import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { sync as writeFileAtomicSync } from 'write-file-atomic';
import { sha256 } from '../../src/crypto/hash.ts';
import { type Store, StoreError } from '../ports/store.ts';
import { type DirectoryHold, holdDirectory } from './store-hold.ts';

/** A `Store` that has its directory for itself until it is closed. After `close` both `load` and `save` throw `StoreError`. */
export interface StoreDirectory extends Store {
  readonly directory: string;
  close(): void;
}

const DOCUMENT = 'document';
const NEXT = 'next';
const MAGIC = new TextEncoder().encode('touchstone-store/1\n');
const HASH_LENGTH = 32;

/**
 * Opens (or makes) a directory as a store. The document is written aside, flushed, checked and renamed, so a process
 * killed at any moment leaves the old document or the new one. A directory held by a living process, or a document
 * that cannot be read or does not match its checksum, is a `StoreError`, and what is there is left as it is.
 */
export function openStoreDirectory(directory: string): StoreDirectory {
  const place = resolve(directory);
  makeDirectory(place);
  const hold = holdDirectory(place);
  try {
    readDocument(place);
    removeLeftovers(place);
  } catch (error) {
    hold.release();
    throw error;
  }
  return {
    directory: place,
    load: () => {
      checkHeld(place, hold);
      return readDocument(place);
    },
    save: (document) => {
      checkHeld(place, hold);
      writeDocument(place, document);
    },
    close: () => hold.release(),
  };
}

function makeDirectory(place: string): void {
  try {
    if (mkdirSync(place, { recursive: true, mode: 0o700 }) !== undefined) flushDirectory(dirname(place));
  } catch (cause) {
    throw new StoreError(`${place}: expected a directory that can be made or used, received ${reason(cause)}`, {
      cause,
    });
  }
}

function checkHeld(place: string, hold: DirectoryHold): void {
  if (!hold.isHeld())
    throw new StoreError(`${place}: expected a store that is open, received one that was closed or taken over`);
}

/** Throws rather than treat as new what is there but cannot be understood. */
function readDocument(place: string): Uint8Array | undefined {
  const path = join(place, DOCUMENT);
  let file: Uint8Array;
  try {
    file = new Uint8Array(readFileSync(path));
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new StoreError(`${path}: expected a document that can be read, received ${reason(cause)}`, { cause });
  }
  return unwrapDocument(path, file);
}

/** The bytes of a document file: a magic line, SHA-256 of the document, the document. */
export function wrapDocument(document: Uint8Array): Uint8Array {
  const file = new Uint8Array(MAGIC.length + HASH_LENGTH + document.length);
  file.set(MAGIC);
  file.set(sha256(document), MAGIC.length);
  file.set(document, MAGIC.length + HASH_LENGTH);
  return file;
}

function unwrapDocument(path: string, file: Uint8Array): Uint8Array {
  const start = MAGIC.length + HASH_LENGTH;
  if (file.length < start) {
    throw new StoreError(
      `${path}: expected at least ${start} bytes of a touchstone store, received ${file.length} bytes`,
    );
  }
  if (!MAGIC.every((byte, index) => file[index] === byte)) {
    throw new StoreError(
      `${path}: expected a document that begins with touchstone-store/1, received another kind of file`,
    );
  }
  const document = file.slice(start);
  const expected = file.subarray(MAGIC.length, start);
  if (!sha256(document).every((byte, index) => byte === expected[index])) {
    throw new StoreError(`${path}: expected a document that matches its checksum, received a corrupt one`);
  }
  return document;
}

function writeDocument(place: string, document: Uint8Array): void {
  const file = wrapDocument(document);
  const next = join(place, NEXT);
  try {
    // write-file-atomic does not notice a write cut short by a full disk, so the size is checked before the old document goes.
    writeFileAtomicSync(next, Buffer.from(file.buffer, file.byteOffset, file.length), { mode: 0o600 });
    const written = statSync(next).size;
    if (written !== file.length) {
      throw new StoreError(`${next}: expected ${file.length} bytes on disk, received ${written} bytes`);
    }
    renameSync(next, join(place, DOCUMENT));
    flushDirectory(place);
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    throw new StoreError(`${place}: expected a document that can be written, received ${reason(cause)}`, { cause });
  }
}

/** A rename is on disk only when its directory is; Windows has no such call and keeps the order itself. */
function flushDirectory(place: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(place, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function removeLeftovers(place: string): void {
  const isLeftover = (name: string): boolean => name === NEXT || /^next\.\d+$/.test(name);
  try {
    for (const name of readdirSync(place).filter(isLeftover)) rmSync(join(place, name), { force: true });
  } catch (cause) {
    throw new StoreError(
      `${place}: expected leftovers of a killed write that can be removed, received ${reason(cause)}`,
      { cause },
    );
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
