import fs from 'node:fs';

/*
 * The process that store-directory.test.ts kills. It saves numbered documents and acknowledges each on stdout after
 * `save` returned. STORE: the directory. SAVES: how many. FAULT_AT: dies at its n-th call that changes the disk, before
 * it (even) or after it (odd), a write being cut in half.
 */
const directory = process.env['STORE'] ?? '';
const saves = Number(process.env['SAVES'] ?? '0');
const faultAt = Number(process.env['FAULT_AT'] ?? '-1');
let step = 0;

function die(): void {
  process.kill(process.pid, 'SIGKILL');
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
}

function faultPoint(): void {
  if (step === faultAt) die();
  step += 1;
}

const changing = [
  'openSync',
  'fsyncSync',
  'closeSync',
  'chmodSync',
  'renameSync',
  'rmSync',
  'mkdirSync',
  'mkdir',
  'rmdirSync',
];
const patched = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
for (const name of changing) {
  const original = patched[name]!;
  patched[name] = (...args) => {
    faultPoint();
    const result = original(...args);
    faultPoint();
    return result;
  };
}
const writeSync = fs.writeSync as (...args: unknown[]) => number;
patched['writeSync'] = (...args) => {
  const [handle, data, offset, length] = args;
  if (data instanceof Uint8Array && step === faultAt) {
    writeSync(handle, data, offset, Math.floor(Number(length) / 2));
    die();
  }
  if (handle !== 1) faultPoint();
  return writeSync(...args);
};

async function main(): Promise<void> {
  const { openStoreDirectory } = await import('../../../../simulators/fido2/store-directory.ts');
  const { numberedDocument, numberOf } = await import('./numbered-document.ts');
  const store = openStoreDirectory(directory);
  const last = store.load();
  const first = last === undefined ? 0 : numberOf(last) + 1;
  for (let number = first; number < first + saves; number += 1) {
    store.save(numberedDocument(number));
    writeSync(1, `${number}\n`);
  }
}

main().catch((error: unknown) => {
  writeSync(2, `${String(error)}\n`);
  process.exitCode = 1;
});
