import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const binary = join(root, 'dist/touchstone.js');
const folder = mkdtempSync(join(tmpdir(), 'touchstone-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Lines that begin with `$ npx touchstone` in `console` blocks: each is run as it stands. */
function commandsOf(path: string): string[] {
  const blocks = readFileSync(join(root, path), 'utf8').matchAll(/^```console\n([\s\S]*?)^```/gm);
  return [...blocks].flatMap(([, block = '']) =>
    block
      .split('\n')
      .filter((line) => line.startsWith('$ npx touchstone'))
      .map((line) => line.slice('$ npx touchstone'.length)),
  );
}

const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** `js` blocks that import touchstone: each is run as it stands, a program of its own. */
function programsOf(path: string): string[] {
  const blocks = readFileSync(join(root, path), 'utf8').matchAll(/^```js\n([\s\S]*?)^```/gm);
  return [...blocks].map(([, block = '']) => block).filter((block) => /from 'touchstone/.test(block));
}

const programs = pages.flatMap((page) => programsOf(page).map((program, index) => ({ page, index, program })));
const commands = pages.flatMap((page) => commandsOf(page).map((args) => ({ page, args })));

describe('the commands of the documents', () => {
  it.each(commands)('$page: touchstone$args', ({ args }) => {
    const line = `node ${JSON.stringify(binary)}${args}`;
    expect(() => execFileSync('sh', ['-c', line], { cwd: folder, stdio: 'pipe', maxBuffer: 1 << 26 })).not.toThrow();
  });

  it('are there', () => {
    expect(commands.length).toBeGreaterThan(5);
  });
});

describe('the programs of the documents', () => {
  it.each(programs)('$page, $index', ({ program }) => {
    const run = (): unknown =>
      execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: root, stdio: 'pipe' });
    expect(run).not.toThrow();
  });

  it('are there', () => {
    expect(programs.length).toBeGreaterThan(0);
  });
});

describe('the pages written from the catalogues', () => {
  it('are current', () => {
    const check = (): unknown =>
      execFileSync(process.execPath, [join(root, 'scripts/write-docs.mjs'), '--check'], { stdio: 'pipe' });
    expect(check).not.toThrow();
  });
});
