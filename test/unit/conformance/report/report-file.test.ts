import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { foldEvents } from '../../../../conformance/report/fold.ts';
import { toJson } from '../../../../conformance/report/json.ts';
import { ReportError, readReport, replayOf, writeReport } from '../../../../conformance/report/report-file.ts';
import { recorded, streams, tool } from './recorded.ts';

describe('readReport', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'touchstone-report-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(streams)('reads back what writeReport wrote of a %s run', async (name) => {
    const report = foldEvents(recorded(name), tool);
    const file = join(folder, `${name}.json`);
    await writeReport(file, toJson(report));
    expect(await readReport(file)).toEqual(report);
  });

  it('names a file that is not there', async () => {
    await expect(readReport(join(folder, 'none.json'))).rejects.toThrow(/none\.json: cannot be read/);
  });

  it('refuses a report cut short anywhere, with a ReportError', async () => {
    const text = toJson(foldEvents(recorded('violated'), tool));
    const file = join(folder, 'cut.json');
    for (let length = 0; length < text.length - 2; length += 97) {
      await writeFile(file, text.slice(0, length));
      await expect(readReport(file)).rejects.toBeInstanceOf(ReportError);
    }
  });

  it('refuses JSON that is no report, naming the first member that is wrong', async () => {
    const file = join(folder, 'other.json');
    await writeFile(file, '{"schema":"touchstone-report/1"}');
    await expect(readReport(file)).rejects.toThrow(/other\.json: expected touchstone-report\/1: tool/);
    expect(await readFile(file, 'utf8')).not.toBe('');
  });
});

describe('replayOf', () => {
  const report = foldEvents(recorded('violated'), tool);

  it('gives the replay of the rule named', () => {
    expect(replayOf(report, 'r.json', 'ctap2.make-credential.exclude-list.refuses-own')).toEqual({
      target: 'sim:fido2',
      rule: 'ctap2.make-credential.exclude-list.refuses-own',
      seed: 42,
      path: '0:1:1',
      runs: 1,
      profile: 'ctap-2.1',
    });
  });

  it('asks for a name where there are several, and says where there are none', () => {
    expect(() => replayOf(report, 'r.json')).toThrow(/2 counterexamples: name one with --rule/);
    expect(() => replayOf(report, 'r.json', 'no.such')).toThrow(/no counterexample of rule no\.such/);
    expect(() => replayOf(foldEvents(recorded('upheld'), tool), 'r.json')).toThrow(/nothing was violated/);
  });
});
