// Bundles the benchmarks and runs them: node bench/run.mjs [--quick] [--write] [--only WORD]
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const into = join(root, 'node_modules/.cache', `touchstone-bench-${process.pid}`);

// What is started as a process is what users start: dist/.
const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--if-stale'], { stdio: 'inherit' });
if (built.status !== 0)
  console.error('bench: dist/ could not be built; processes are measured as they were built last');

mkdirSync(into, { recursive: true });
try {
  await build({
    absWorkingDir: root,
    entryPoints: ['bench/main.ts', 'bench/children/apdu.ts'],
    outdir: into,
    entryNames: '[name]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'error',
  });
  const nodeFlags = process.env.BENCH_NODE_FLAGS?.split(' ') ?? [];
  const ran = spawnSync(process.execPath, [...nodeFlags, join(into, 'main.mjs'), root, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  process.exitCode = ran.status ?? 1;
} finally {
  rmSync(into, { recursive: true, force: true });
}
