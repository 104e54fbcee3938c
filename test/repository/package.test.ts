import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

interface Manifest {
  name: string;
  license: string;
  type: string;
  bin: Record<string, string>;
  exports: Record<string, { types: string; default: string }>;
  files: string[];
  scripts: Record<string, string>;
  engines: Record<string, string>;
  dependencies: Record<string, string>;
}
interface LockedPackage {
  dev?: boolean;
  optional?: boolean;
  peer?: boolean;
  hasInstallScript?: boolean;
}
const manifest = JSON.parse(read('package.json')) as Manifest;
const lock = JSON.parse(read('package-lock.json')) as { packages: Record<string, LockedPackage> };

describe('package.json', () => {
  it('names product, licence, module kind and the oldest Node', () => {
    expect(manifest).toMatchObject({
      name: 'touchstone',
      license: 'Apache-2.0',
      type: 'module',
      bin: { touchstone: 'dist/touchstone.js' },
      engines: { node: '>=20.19' },
    });
  });

  it('has one built file and one declaration for each door, both made from an index.ts', () => {
    for (const [door, { types, default: file }] of Object.entries(manifest.exports)) {
      expect(file, door).toMatch(/^\.\/dist\/\w+\.js$/);
      expect(types, door).toMatch(/^\.\/dist\/types\/\w+\/index\.d\.ts$/);
      expect(existsSync(join(root, types.replace('./dist/types/', '').replace('.d.ts', '.ts'))), door).toBe(true);
    }
  });

  it('ships only files that exist or are built', () => {
    for (const file of manifest.files.filter((name) => name !== 'dist'))
      expect(existsSync(join(root, file)), file).toBe(true);
  });

  it('runs only files that exist from its scripts', () => {
    for (const [name, script] of Object.entries(manifest.scripts)) {
      const file = /node ((?:scripts|bench)\/\S+)/.exec(script)?.[1];
      if (file !== undefined) expect(existsSync(join(root, file)), `${name}: ${script}`).toBe(true);
    }
  });

  it('builds through prepare alone, which needs no network and no install script', () => {
    expect(manifest.scripts['prepare']).toBe('node scripts/build.mjs --if-stale');
    for (const name of ['preinstall', 'install', 'postinstall']) expect(manifest.scripts[name]).toBeUndefined();
  });
});

describe('package-lock.json', () => {
  it('ships no package with an install script', () => {
    const scripted = Object.entries(lock.packages)
      .filter(([, locked]) => locked.hasInstallScript === true && locked.dev !== true && locked.optional !== true)
      .map(([name]) => name);
    expect(scripted).toEqual([]);
  });
});

describe('the lock', () => {
  it('has an entry for each optional package of each package, those for other platforms too', () => {
    const { packages } = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    // npm ci refuses a lock without them (docs/decisions/0004): optional binaries
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => packages[`${path}/node_modules/${name}`] === undefined)
        .filter((name) => packages[`node_modules/${name}`] === undefined)
        .map((name) => `${path}: ${name}`),
    );
    expect(missing).toEqual([]);
  });
});
