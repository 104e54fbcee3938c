import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binary, type Outcome, root, start, temporaryFolder } from '../processes.ts';

/** One step beside pcscd: ykman with these arguments, or a shell command. */
export type Step = readonly string[] | { readonly shell: string };

/** What a step said, and between which seconds it did. */
export interface StepOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly beganSeconds: number;
  readonly endedSeconds: number;
}

/** The first slot of Debian's virtual reader. */
export const reader = 'Virtual PCD 00 00';

const withPcscd = join(root, 'test/system/foreign/with-pcscd.sh');

/**
 * Runs steps one after the other beside a pcscd of their own, a card emulated by `emulate oath-card` being in its reader.
 * ykman gets a HOME of its own for the passwords it remembers, and a `pkill` that does nothing: where a card does not open
 * it ends every scdaemon of the machine. `restart` kills the emulator and starts it again.
 */
export async function withYkman(card: readonly string[], steps: readonly Step[]): Promise<StepOutcome[]> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'home'));
  writeFileSync(join(folder, 'bin/pkill'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  writeFileSync(join(folder, 'steps.sh'), scriptOf(card, steps, folder));
  const run = await start(withPcscd, ['bash', join(folder, 'steps.sh')], {
    env: {
      NODE: process.execPath,
      BINARY: binary,
      HOME: join(folder, 'home'),
      PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
      LC_ALL: 'C.UTF-8',
      LANG: 'C.UTF-8',
    },
    deadlineMs: 200_000,
  }).ended;
  if (run.code !== 0) throw new Error(`the steps ended with ${run.code ?? run.signal}: ${said(run)}`);
  return steps.map((_, index) => outcomeOf(join(folder, String(index))));
}

function scriptOf(card: readonly string[], steps: readonly Step[], folder: string): string {
  const lines = steps.map((step, index) => {
    const to = join(folder, String(index));
    const command = 'shell' in step ? step.shell : `ykman -r ${quoted(reader)} ${step.map(quoted).join(' ')}`;
    return `date +%s >${to}.began
      { ${command} ; } >${to}.stdout 2>${to}.stderr </dev/null; echo $? >${to}.code
      date +%s >${to}.ended`;
  });
  return `insert() {
      "$NODE" "$BINARY" emulate oath-card --on vpcd ${card.map(quoted).join(' ')} >/dev/null & E=$!
      # pcscd looks at its readers now and then
      for _ in $(seq 30); do ykman -r ${quoted(reader)} oath info >/dev/null 2>&1 && break; done
    }
    restart() { kill -9 $E; wait $E; insert; } 2>/dev/null
    insert
    ${lines.join('\n')}
    kill $E; wait $E || exit 99
    exit 0`;
}

function outcomeOf(at: string): StepOutcome {
  const read = (ending: string): string => readFileSync(`${at}.${ending}`, 'utf8');
  return {
    code: Number(read('code')),
    stdout: read('stdout'),
    stderr: read('stderr'),
    beganSeconds: Number(read('began')),
    endedSeconds: Number(read('ended')),
  };
}

function said({ stdout, stderr }: Outcome): string {
  return `${stdout}${stderr}`.slice(0, 2000);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
