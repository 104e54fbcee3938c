import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { cleanUpAfterwards, emulate, root, start, temporaryFolder, until } from './processes.ts';

cleanUpAfterwards();

const client = join(root, 'test/system/python_fido2_client.py');
const python = (...args: string[]) => start('/usr/bin/python3', ['-B', client, ...args], { deadlineMs: 120_000 });

const ROUNDS = process.env['TOUCHSTONE_ALL'] === '1' ? 60 : 12;
/** Two discoverable credentials a round, and a key has room for 25. */
const ROUNDS_OF_ONE_STORE = 12;
const MOST_LINES = 24;

interface Line {
  readonly retries?: number;
  readonly pinSet?: boolean;
  readonly credential?: string;
  readonly counter?: number;
}

interface Held {
  readonly pin: boolean;
  readonly retries: number | null;
  readonly lost: readonly unknown[];
  readonly backwards: readonly unknown[];
  readonly credentials: number;
  readonly counter: number;
}

/** What a client was told: whole lines only, as the client itself was killed too. */
function linesOf(text: string): Line[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

describe('a store', () => {
  it('loses nothing that was acknowledged when its process is killed at any moment of real traffic', async () => {
    const random = seededRandom('kill -9');
    let folder = '';
    let told: Line[] = [];
    let checked = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      if (round % ROUNDS_OF_ONE_STORE === 0) {
        folder = temporaryFolder();
        told = [];
      }
      const key = await emulate(['--store', join(folder, 'store')]);
      if (told.length > 0) {
        const file = join(folder, 'told.jsonl');
        writeFileSync(file, told.map((line) => `${JSON.stringify(line)}\n`).join(''));
        const { code, stdout, stderr } = await python(`${key.port}`, 'held', file).ended;
        expect({ round, code, stderr }).toEqual({ round, code: 0, stderr: '' });
        const held = JSON.parse(stdout) as Held;
        const retries = told.findLast((line) => line.retries !== undefined)?.retries;
        expect({ round, lost: held.lost, backwards: held.backwards }).toEqual({ round, lost: [], backwards: [] });
        if (told.some(({ pinSet }) => pinSet === true)) expect({ round, pin: held.pin }).toEqual({ round, pin: true });
        if (retries !== undefined) expect(held.retries).toBeLessThanOrEqual(retries);
        checked += held.credentials;
        told.push({ counter: held.counter });
      }
      const wanted = 1 + (random.bytes(1)[0]! % MOST_LINES);
      const traffic = python(`${key.port}`, 'traffic');
      await until(traffic, ({ stdout }) => stdout.split('\n').length > wanted);
      // The client is by now in the middle of its next command.
      key.run.child.kill('SIGKILL');
      expect((await key.run.ended).signal).toBe('SIGKILL');
      traffic.child.kill('SIGKILL');
      told.push(...linesOf((await traffic.ended).stdout));
    }
    expect(checked).toBeGreaterThan(ROUNDS);
  });

  it('that was damaged is refused and left as it is', async () => {
    const store = join(temporaryFolder(), 'store');
    const key = await emulate(['--store', store]);
    const traffic = python(`${key.port}`, 'traffic');
    await until(traffic, ({ stdout }) => stdout.includes('credential'));
    await key.stop('SIGKILL');
    traffic.child.kill('SIGKILL');
    await traffic.ended;
    const document = join(store, 'document');
    const damaged = readFileSync(document);
    damaged[damaged.length - 1]! ^= 1;
    writeFileSync(document, damaged);
    await expect(emulate(['--store', store])).rejects.toThrow(/ended with 2 before: touchstone: .*checksum.*\n$/);
    expect(readFileSync(document)).toEqual(damaged);
  });
});
