import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { attestationCatalogue } from '../../../../src/ceremonies/spoils/attestation-catalogue.ts';
import { attestationKinds } from '../../../../src/ceremonies/variant.ts';
import { refusalCodes } from '../../../../src/verifier/webauthn/refusal-code.ts';
import { trusting, verdictOn, waysOf } from '../../ceremonies/formats/judged.ts';

const page = readFileSync('docs/verifier.md', 'utf8');
const examples = [...page.matchAll(/^```js\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
const folder = mkdtempSync(join(tmpdir(), 'touchstone-verifier-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tests = ['test/unit/verifier', 'test/vectors'].flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(room, name), 'utf8')),
);

describe('the page of the verifier', () => {
  it.each(examples.map((code, index) => ({ code, index })))(
    'has an example that runs: $index',
    async ({ code, index }) => {
      const outfile = join(folder, `${index}.mjs`);
      await build({
        stdin: { contents: code, resolveDir: process.cwd() },
        alias: { touchstone: './src/index.ts' },
        bundle: true,
        platform: 'node',
        format: 'esm',
        outfile,
      });
      expect(() => execFileSync(process.execPath, [outfile], { stdio: 'pipe' })).not.toThrow();
    },
  );

  it('has the steps, switches and codes of the sources', () => {
    const check = (): unknown =>
      execFileSync(process.execPath, ['scripts/write-verifier-docs.mjs', '--check'], { stdio: 'pipe' });
    expect(check).not.toThrow();
  });
});

/** What the spoils of attestation statements are refused with, which their tests judge by clause. */
const reached = new Set(
  attestationCatalogue.flatMap(({ needs, hooks }) => {
    const [way] = (needs?.kinds ?? attestationKinds).flatMap((kind) => waysOf(kind, 1, needs?.algorithms));
    const verdict = way === undefined ? undefined : verdictOn(way, hooks, trusting);
    return verdict?.kind === 'rejected' ? [verdict.code] : [];
  }),
);

describe('a refusal code', () => {
  it.each(refusalCodes)('%s is reached by a test', (code) => {
    expect(reached.has(code) || tests.some((source) => source.includes(`'${code}'`))).toBe(true);
  });
});
