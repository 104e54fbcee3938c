import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doors, lent, packages, roomOf, rooms } from './floors.ts';
import { importsOf, type Source, sourcesUnder } from './sources.ts';

const houses = ['src', 'simulators', 'conformance', 'cli', 'integrations'];
const sources = sourcesUnder(...houses);
const belowCli = sources.filter(({ path }) => !path.startsWith('cli/') && !path.startsWith('integrations/'));

/** What is wrong with one import of one file, or undefined. */
function trespass(source: Pick<Source, 'path'>, imported: string): string | undefined {
  const room = roomOf(source.path);
  if (room === undefined || (room !== 'door' && rooms[room] === undefined))
    return `${source.path}: in no room of the table`;
  if (imported.startsWith('node:')) return undefined;
  if (!imported.startsWith('.')) {
    const name = imported
      .split('/')
      .slice(0, imported.startsWith('@') ? 2 : 1)
      .join('/');
    const allowed = packages[name];
    if (allowed === undefined) return `${source.path}: package ${name} is not in the table`;
    return allowed.includes('*') || allowed.includes(room)
      ? undefined
      : `${source.path}: ${name} belongs to ${allowed.join(', ')}`;
  }
  const target = posix.join(posix.dirname(source.path), imported);
  const house = target.split('/')[0]!;
  if (!houses.includes(house)) return `${source.path}: leaves the houses for ${target}`;
  if (room === 'door' && lent[source.path]?.includes(roomOf(target) ?? '') === true) return undefined;
  if (room === 'door')
    return house === source.path.split('/')[0] ? undefined : `${source.path}: re-exports from ${house}`;
  const other = roomOf(target);
  if (other === undefined || other === 'door')
    return `${source.path}: imports ${target}; import the file that is meant`;
  const allowed = rooms[room]!;
  return other === room || allowed.includes('*') || allowed.includes(other)
    ? undefined
    : `${source.path}: ${room} imports ${other}`;
}

function findings(of: readonly Source[], pattern: RegExp): string[] {
  return of.flatMap(({ path, code }) => [...code.matchAll(pattern)].map((match) => `${path}: ${match[0]}`));
}

describe('floors', () => {
  it('lets every file import only what its room may', () => {
    const found = sources.flatMap((source) => importsOf(source).map((imported) => trespass(source, imported)));
    expect(found.filter((finding) => finding !== undefined)).toEqual([]);
  });

  it('notices each kind of trespass', () => {
    expect(trespass({ path: 'simulators/fido2/a.ts' }, '../../src/verifier/b.ts')).toContain('imports src/verifier');
    expect(trespass({ path: 'src/verifier/a.ts' }, '../ctap2/b.ts')).toContain('imports src/ctap2');
    expect(trespass({ path: 'conformance/rules/a.ts' }, '../../simulators/fido2/b.ts')).toContain(
      'imports simulators/fido2',
    );
    expect(trespass({ path: 'conformance/rules/a/b.ts' }, '../../engine/c.ts')).toContain('imports conformance/engine');
    expect(trespass({ path: 'src/codec/a.ts' }, '../index.ts')).toContain('import the file');
    expect(trespass({ path: 'src/codec/a.ts' }, 'commander')).toContain('belongs to cli');
    expect(trespass({ path: 'src/codec/a.ts' }, 'left-pad')).toContain('not in the table');
    expect(trespass({ path: 'src/misc/a.ts' }, '../codec/b.ts')).toContain('in no room');
    expect(trespass({ path: 'src/codec/a.ts' }, '../bytes/b.ts')).toBeUndefined();
  });

  it('has index.ts at the doors only, and they only re-export', () => {
    expect(
      sources.filter(({ path }) => /\/index\.tsx?$/.test(path) && !doors.includes(path)).map(({ path }) => path),
    ).toEqual([]);
    for (const door of sources.filter(({ path }) => doors.includes(path))) {
      expect(door.code.replace(/export\s+(?:type\s+)?(?:\*|\{[^}]*\})\s*from\s*'[^']+';?/g, '').trim(), door.path).toBe(
        '',
      );
    }
  });

  it('gives no room to files without a noun', () => {
    expect(sources.filter(({ path }) => /(?:^|\/)(?:utils?|common|helpers?|misc)(?:\/|\.tsx?$)/.test(path))).toEqual(
      [],
    );
  });
});

describe('the world is an argument', () => {
  const elsewhere = sources.filter(({ path }) => path !== 'src/env/system.ts');

  it('reads the clock and draws chance in src/env/system.ts alone', () => {
    const pattern =
      /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bset(?:Timeout|Interval)\s*\(|\bMath\.random\b|\brandom(?:Bytes|UUID|FillSync|Int)\b/g;
    expect(findings(elsewhere, pattern)).toEqual([]);
  });

  it('speaks to the console in cli alone', () => {
    expect(findings(belowCli, /\bconsole\.\w+/g)).toEqual([]);
  });

  it('never exports a KeyObject as jwk, which can hang Node 20 on a fresh key', () => {
    expect(findings(sourcesUnder(...houses, 'test', 'bench'), /\.export\(\s*\{[^}]*format:\s*['"]jwk['"]/g)).toEqual(
      [],
    );
  });

  it('uses no syntax that must be compiled away', () => {
    expect(findings(sources, /^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s+\w+/gm)).toEqual([]);
  });
});
