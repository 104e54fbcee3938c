// Builds dist/: the binary, the three doors with their types. `--if-stale` does nothing when dist/ is current.
//
// npx in a checkout runs this again, perhaps while touchstone runs or beside another build. So everything is built in
// a directory of its own and then moved: chunks first (their names carry their hash, so they meet nobody), then each
// door by one rename. A door in dist/ always finds its chunks; chunks of the build before stay for an hour.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');
const stampFile = join(dist, '.build.json');
const KEEP_OLD_CHUNKS_MS = 3_600_000;

const doors = {
  touchstone: 'cli/touchstone.ts',
  index: 'src/index.ts',
  simulators: 'simulators/index.ts',
  conformance: 'conformance/index.ts',
};
const sourceFolders = ['src', 'simulators', 'conformance', 'cli', 'integrations'];
const sourceFiles = ['scripts/build.mjs', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];

async function filesUnder(folder) {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

async function hashOfSources() {
  const nested = await Promise.all(sourceFolders.map((folder) => filesUnder(join(root, folder))));
  const files = [...nested.flat(), ...sourceFiles.map((file) => join(root, file)).filter((file) => existsSync(file))];
  const hash = createHash('sha256');
  for (const file of files.sort())
    hash
      .update(`${relative(root, file)}\0`)
      .update(await readFile(file))
      .update('\0');
  return hash.digest('hex');
}

async function isCurrent(sources) {
  const stamp = await readFile(stampFile, 'utf8')
    .then(JSON.parse)
    .catch(() => undefined);
  return stamp?.sources === sources && stamp.files.every((file) => existsSync(join(dist, file)));
}

async function removeLeftovers() {
  for (const name of await readdir(root)) {
    const pid = /^dist\.new-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await rm(join(root, name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function bundle(into) {
  const { build } = await import('esbuild');
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const shipped = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.peerDependencies };
  // commander is bundled for a quick start; ink and react are bundled into the chunk of the terminal view.
  const external = Object.keys(shipped).filter((name) => !['commander', 'ink', 'react'].includes(name));
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(Object.entries(doors).filter(([, file]) => existsSync(join(root, file)))),
    outdir: into,
    entryNames: '[name]',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    external: external.flatMap((name) => [name, `${name}/*`]),
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
    define: { TOUCHSTONE_VERSION: JSON.stringify(manifest.version), 'process.env.NODE_ENV': '"production"' },
    plugins: [emptied],
    logLevel: 'error',
  });
  await chmod(join(into, 'touchstone.js'), 0o755);
}

/**
 * Imports that nobody needs: ink's react-devtools-core, which is optional, and commander's child_process, which only
 * commands in files of their own need and which costs a plain command a tenth of its start.
 */
const emptied = {
  name: 'emptied',
  setup(build) {
    const empty = ({ path }) => ({ path, namespace: 'empty' });
    build.onResolve({ filter: /^react-devtools-core$/ }, empty);
    build.onResolve({ filter: /^node:child_process$/ }, (request) =>
      /node_modules[\\/]commander[\\/]/.test(request.importer) ? empty(request) : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'module.exports = {}' }));
  },
};

function declare(into) {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', join(into, 'types')],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const said = [];
    child.stdout.on('data', (chunk) => said.push(chunk));
    child.stderr.on('data', (chunk) => said.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`declarations: ${Buffer.concat(said).toString().trim()}`));
    });
  });
}

/** Chunks and types first, then the doors, then the stamp. */
async function moveInto(from, sources) {
  const files = (await filesUnder(from)).map((file) => relative(from, file)).sort((a, b) => depth(b) - depth(a));
  await mkdir(dist, { recursive: true });
  for (const file of files) {
    await mkdir(dirname(join(dist, file)), { recursive: true });
    await rename(join(from, file), join(dist, file));
  }
  const stamp = join(from, '.build.json');
  await writeFile(stamp, JSON.stringify({ sources, files }));
  await rename(stamp, stampFile);
  await rm(from, { recursive: true, force: true });
  await forgetOldFiles(new Set([...files, '.build.json']));
}

const depth = (file) => file.split('/').length;

async function forgetOldFiles(kept) {
  const oldest = Date.now() - KEEP_OLD_CHUNKS_MS;
  for (const file of await filesUnder(dist)) {
    if (kept.has(relative(dist, file))) continue;
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs < oldest) await rm(file, { force: true });
  }
}

const sources = await hashOfSources();
if (!(process.argv.includes('--if-stale') && (await isCurrent(sources)))) {
  const into = join(root, `dist.new-${process.pid}`);
  try {
    await removeLeftovers();
    await rm(into, { recursive: true, force: true });
    await mkdir(into);
    // Both are waited for, also when one fails: nobody may still write into a folder that is being removed.
    const ends = await Promise.allSettled([bundle(into), declare(into)]);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    await moveInto(into, sources);
  } catch (error) {
    await rm(into, { recursive: true, force: true });
    console.error(`build: ${error.message.split('\n', 1)[0]}`);
    process.exitCode = 1;
  }
}
