import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStoreDirectory, wrapDocument } from '../../../../simulators/fido2/store-directory.ts';
import { StoreError } from '../../../../simulators/ports/store.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { numberOf } from './numbered-document.ts';

const root = mkdtempSync(join(tmpdir(), 'touchstone-store-'));
const child = join(root, 'child.cjs');
let made = 0;

function freshDirectory(): string {
  made += 1;
  return join(root, `store-${made}`);
}

function stored(directory: string): Uint8Array | undefined {
  const store = openStoreDirectory(directory);
  try {
    return store.load();
  } finally {
    store.close();
  }
}

function lastAcknowledged(stdout: string): number {
  const whole = stdout.slice(0, stdout.lastIndexOf('\n') + 1).trim();
  return whole === '' ? -1 : Number(whole.split('\n').at(-1));
}

beforeAll(() => {
  buildSync({
    entryPoints: [join(import.meta.dirname, 'store-directory.child.ts')],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    outfile: child,
    logLevel: 'error',
  });
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('openStoreDirectory', () => {
  it('has no document when new, and gives back the last one saved', () => {
    const directory = freshDirectory();
    const store = openStoreDirectory(directory);
    expect(store.load()).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), (document) => {
        store.save(document);
        expect(store.load()).toEqual(document);
      }),
      { seed: 41, numRuns: 20 },
    );
    store.save(Uint8Array.of(1, 2, 3));
    store.close();
    expect(stored(directory)).toEqual(Uint8Array.of(1, 2, 3));
    expect(readdirSync(directory)).toEqual(['document']);
  });

  it('refuses a directory that this process already holds, and names the process', () => {
    const directory = freshDirectory();
    const store = openStoreDirectory(directory);
    expect(() => openStoreDirectory(directory)).toThrow(StoreError);
    expect(() => openStoreDirectory(directory)).toThrow(`held by process ${process.pid}`);
    store.save(Uint8Array.of(7));
    store.close();
    expect(stored(directory)).toEqual(Uint8Array.of(7));
  });

  it('refuses to save or load once closed', () => {
    const store = openStoreDirectory(freshDirectory());
    store.close();
    store.close();
    expect(() => store.save(Uint8Array.of(1))).toThrow(StoreError);
    expect(() => store.load()).toThrow(StoreError);
  });

  it('refuses a document spoiled in any one byte, cut short or foreign, and leaves it as it is', () => {
    const directory = freshDirectory();
    mkdirSync(directory);
    const path = join(directory, 'document');
    const sound = wrapDocument(Uint8Array.from({ length: 40 }, (_, index) => index));
    const refused = (bytes: Uint8Array): void => {
      writeFileSync(path, bytes);
      expect(() => openStoreDirectory(directory)).toThrow(StoreError);
      expect(() => openStoreDirectory(directory)).toThrow(/document: expected .*, received /);
      expect(new Uint8Array(readFileSync(path))).toEqual(bytes);
    };
    fc.assert(
      fc.property(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }), (index, flip) => {
        const spoiled = sound.slice();
        spoiled[index] = sound[index]! ^ flip;
        refused(spoiled);
      }),
      { seed: 42, numRuns: 30 },
    );
    for (const length of [0, 1, 18, 50, sound.length - 1]) refused(sound.subarray(0, length));
    refused(new TextEncoder().encode('a letter to my grandmother, of some length, that is not a store'.repeat(2)));
    writeFileSync(path, sound);
    expect(stored(directory)).toHaveLength(40);
  });

  it('refuses a document that cannot be read, and a path that is no directory', () => {
    const directory = freshDirectory();
    mkdirSync(join(directory, 'document'), { recursive: true });
    expect(() => openStoreDirectory(directory)).toThrow(/expected a document that can be read, received EISDIR/);
    const file = join(root, 'a-file');
    writeFileSync(file, 'x');
    expect(() => openStoreDirectory(file)).toThrow(/expected a directory that can be made or used, received /);
    expect(readFileSync(file, 'utf8')).toBe('x');
  });

  it('ignores and removes what a killed write left behind', () => {
    const directory = freshDirectory();
    const store = openStoreDirectory(directory);
    store.save(Uint8Array.of(5));
    store.close();
    writeFileSync(join(directory, 'next'), 'half a docu');
    writeFileSync(join(directory, 'next.123456'), 'half');
    writeFileSync(join(directory, 'notes.txt'), 'not ours');
    chmodSync(join(directory, 'notes.txt'), 0o600);
    expect(stored(directory)).toEqual(Uint8Array.of(5));
    expect(readdirSync(directory).sort()).toEqual(['document', 'notes.txt']);
  });
});

describe('a store whose process is killed', () => {
  it('holds the last acknowledged document or the next, whatever step of a save it died at', {
    timeout: 240_000,
  }, () => {
    const directory = freshDirectory();
    let last = -1;
    let deaths = 0;
    let finished = false;
    for (let faultAt = 0; !finished; faultAt += 1) {
      expect(faultAt).toBeLessThan(120);
      const run = spawnSync(process.execPath, [child], {
        env: { ...process.env, STORE: directory, SAVES: '2', FAULT_AT: String(faultAt) },
        encoding: 'utf8',
      });
      expect(run.stderr).toBe('');
      finished = run.signal === null;
      if (!finished) deaths += 1;
      const acknowledged = Math.max(last, lastAcknowledged(run.stdout));
      const document = stored(directory);
      const found = document === undefined ? -1 : numberOf(document);
      expect(found).toBeGreaterThanOrEqual(acknowledged);
      expect(found).toBeLessThanOrEqual(acknowledged + 1);
      last = found;
    }
    expect(deaths).toBeGreaterThan(25);
    expect(readdirSync(directory)).toEqual(['document']);
  });

  it('holds the last acknowledged document or a newer one when killed from outside at random', {
    timeout: 240_000,
  }, async () => {
    const directory = freshDirectory();
    const random = seededRandom('store-directory kills');
    let last = -1;
    for (let round = 0; round < 15; round += 1) {
      const acknowledgements = random.bytes(1)[0]! % 24;
      const stdout = await killAfter(directory, acknowledgements);
      const acknowledged = Math.max(last, lastAcknowledged(stdout));
      const document = stored(directory);
      const found = document === undefined ? -1 : numberOf(document);
      expect(found).toBeGreaterThanOrEqual(acknowledged);
      last = found;
    }
    expect(last).toBeGreaterThan(0);
  });

  it('is refused to a second process while the first lives, which is named', { timeout: 60_000 }, () => {
    const directory = freshDirectory();
    const store = openStoreDirectory(directory);
    store.save(numberedZero());
    const run = spawnSync(process.execPath, [child], {
      env: { ...process.env, STORE: directory, SAVES: '1' },
      encoding: 'utf8',
    });
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain(`StoreError: ${directory}`);
    expect(run.stderr).toContain(`held by process ${process.pid}`);
    expect(store.load()).toEqual(numberedZero());
    store.close();
    expect(readdirSync(directory)).toEqual(['document']);
  });
});

function numberedZero(): Uint8Array {
  return new Uint8Array(4);
}

/** Starts the saving child and kills it once it has acknowledged so many documents; everything it said. */
function killAfter(directory: string, acknowledgements: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const saving = spawn(process.execPath, [child], {
      env: { ...process.env, STORE: directory, SAVES: '1000000' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    saving.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.split('\n').length - 1 > acknowledgements) saving.kill('SIGKILL');
    });
    saving.on('error', reject);
    saving.on('close', () => resolve(said));
  });
}
