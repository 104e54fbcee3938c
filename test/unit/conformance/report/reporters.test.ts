import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../../conformance/report/exit-code.ts';
import { foldEvents } from '../../../../conformance/report/fold.ts';
import { toHtml } from '../../../../conformance/report/html.ts';
import { toJson } from '../../../../conformance/report/json.ts';
import { toJunit } from '../../../../conformance/report/junit.ts';
import { toMarkdown } from '../../../../conformance/report/markdown.ts';
import { plainLines, summaryLines } from '../../../../conformance/report/plain-lines.ts';
import { reportSchema, reportSchemaText } from '../../../../conformance/report/schema.ts';
import { escapeXml } from '../../../../conformance/report/xml.ts';
import { recorded, streams, tool } from './recorded.ts';

const exitCodes = { upheld: 0, violated: 1, broken: 2, skipped: 0, interrupted: 2, 'nothing-run': 0 } as const;

describe.each(streams)('a %s run', (name) => {
  const events = recorded(name);
  const report = foldEvents(events, tool);

  it('folds into a report that keeps to the published schema', () => {
    expect(() => reportSchema.parse(JSON.parse(toJson(report)))).not.toThrow();
    const { upheld, violated, observed, notApplicable, broken, rules } = report.summary;
    expect(upheld + violated + observed + notApplicable + broken).toBe(rules);
  });

  it('ends with the exit code of the contract', () => {
    expect(exitCodeOf(report)).toBe(exitCodes[name]);
  });

  it('is written as JSON', () =>
    expect(toJson(report)).toMatchFileSnapshot(`../../../../fixtures/events/golden/${name}.report.json`));

  it('is written as JUnit', () =>
    expect(toJunit(report)).toMatchFileSnapshot(`../../../../fixtures/events/golden/${name}.xml`));

  it('is written as Markdown', () =>
    expect(toMarkdown(report)).toMatchFileSnapshot(`../../../../fixtures/events/golden/${name}.md`));

  it('is written as HTML', () =>
    expect(toHtml(report)).toMatchFileSnapshot(`../../../../fixtures/events/golden/${name}.html`));

  it('is told in plain lines', () => {
    const lines: string[] = [];
    const listener = plainLines((line) => lines.push(line));
    for (const event of events) listener(event);
    return expect([...lines, ...summaryLines(report), ''].join('\n')).toMatchFileSnapshot(
      `../../../../fixtures/events/golden/${name}.txt`,
    );
  });

  it('gives well-formed XML', () => {
    expect(unclosed(toJunit(report))).toEqual([]);
  });

  it('gives HTML that reaches for nothing outside itself', () => {
    const html = toHtml(report);
    expect(html).not.toMatch(/<(?:link|img|iframe|object|embed)|src=|url\(|@import|fetch\(/);
    expect(html).not.toContain('<script>alert');
  });
});

describe('escapeXml', () => {
  it('leaves nothing that XML forbids or that could open a tag, an attribute or an entity', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = escapeXml(text);
        expect(escaped).not.toMatch(/[<>"']/);
        expect(escaped.replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
        expect(escaped).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe('reportSchemaText', () => {
  it('is what is published under fixtures/schemas', () => {
    expect(readFileSync('fixtures/schemas/report.schema.json', 'utf8')).toBe(reportSchemaText());
  });
});

describe('foldEvents', () => {
  it('keeps the worse verdict of a rule judged twice, and all of its checks', () => {
    const [start, begin, , , upheld] = recorded('upheld');
    const violated = recorded('violated').find((event) => event.kind === 'ruleFinished' && event.result.checks === 1);
    if (upheld?.kind !== 'ruleFinished' || violated?.kind !== 'ruleFinished') throw new Error('fixtures changed');
    const counterexample = { ...failing(), path: '7' };
    const worse = { ...upheld, result: { ...upheld.result, verdict: { kind: 'violated', counterexample } as const } };
    const report = foldEvents([start!, begin!, upheld, worse], tool);
    expect(report.rules).toHaveLength(1);
    expect(report.rules[0]).toMatchObject({ verdict: 'violated', checks: upheld.result.checks * 2 });
    expect(report.interrupted).toBe('the run did not end');
  });
});

function failing(): NonNullable<ReturnType<typeof foldEvents>['rules'][number]['counterexample']> {
  const found = foldEvents(recorded('violated'), tool).rules.find((rule) => rule.counterexample !== undefined);
  return found!.counterexample!;
}

/** Tags that are opened and not closed, or closed and not opened: enough of XML for what we write. */
function unclosed(xml: string): string[] {
  const open: string[] = [];
  for (const [, closing, name, rest] of xml.matchAll(/<(\/?)([a-z-]+)((?:\s[a-z]+="[^"<]*")*\s*\/?)>/g)) {
    if (rest?.endsWith('/') === true) continue;
    if (closing === '') open.push(name!);
    else if (open.pop() !== name) return [`</${name}>`];
  }
  return open;
}
