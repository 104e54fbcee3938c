import { render } from 'ink-testing-library';
import { describe, expect, it } from 'vitest';
import { foldEvents } from '../../../../conformance/report/fold.ts';
import { toHtml } from '../../../../conformance/report/html.ts';
import { toJunit } from '../../../../conformance/report/junit.ts';
import { toMarkdown } from '../../../../conformance/report/markdown.ts';
import { plainLines, summaryLines } from '../../../../conformance/report/plain-lines.ts';
import { familyOf } from '../../../../conformance/report/report.ts';
import { RunView } from '../../../../conformance/tui/run-view.tsx';
import { blankView, nextView } from '../../../../conformance/tui/view-state.ts';
import type { RunEvent } from '../../../../conformance/vocabulary/event.ts';

const rule = {
  id: 'verifier.registration.refuses.client-data.type.of-assertion',
  level: 'MUST',
  says: 'A registration is refused when type is webauthn.get.',
  spec: [{ document: 'WebAuthn Level 3', section: '7.1', step: '7' }],
} as const;

/** A run at a server that took a spoiled registration. */
const events: readonly RunEvent[] = [
  {
    kind: 'runStarted',
    startedAt: '2026-01-01T00:00:00.000Z',
    seed: 42,
    target: {
      subject: 'verifier',
      uri: 'http://localhost:3000',
      aaguid: '00000000-0000-0000-0000-000000000000',
      versions: [],
      transport: 'http',
    },
    profile: 'relying-party',
    rules: 1,
    touches: 0,
  },
  { kind: 'observed', observation: { says: 'origin http://localhost:3000, relying-party id localhost' } },
  { kind: 'ruleStarted', id: rule.id, says: rule.says, runs: 1 },
  {
    kind: 'ruleFinished',
    result: {
      ...rule,
      verdict: {
        kind: 'violated',
        counterexample: {
          input: '{registration: {asked: "none", kind: "none", algorithm: -7}}',
          expected: 'the registration is refused: type is webauthn.get',
          actual: 'it is accepted',
          transcript: ['POST /attestation/result {}', '200 {"status":"ok","errorMessage":""}'],
          seed: 42,
          path: '0',
          replay: 'touchstone replay inline:e30',
        },
      },
      checks: 1,
      durationMs: 3,
    },
  },
  { kind: 'runFinished', durationMs: 5, touches: 0, resets: 0 },
];
const report = foldEvents(events, { name: 'touchstone', version: 'test' });

describe('a run at a relying party', () => {
  it('is told in plain lines without a word of keys', () => {
    const lines: string[] = [];
    const listener = plainLines((line) => lines.push(line));
    for (const event of events) listener(event);
    const text = [...lines, ...summaryLines(report)].join('\n');
    expect(text).toContain('judging http://localhost:3000 (a relying party over HTTP) by profile relying-party');
    expect(text).toContain('actual    it is accepted');
    expect(text).toContain('[1/1] verifier.registration.refuses: 0 upheld, 1 otherwise, 1 check');
    expect(text).toContain(`1 ceremony accepted that must be refused:\n  ${rule.id}`);
    expect(text).not.toMatch(/AAGUID|versions|\\btouch(?:es)?\\b|reset/);
  });

  it('is seen to go on while one family is judged for minutes', () => {
    const lines: string[] = [];
    const listener = plainLines((line) => lines.push(line));
    const [started] = events;
    if (started?.kind === 'runStarted') listener({ ...started, rules: 120 });
    for (let at = 0; at < 120; at += 1) {
      const id = `${rule.id}-${at}`;
      listener({
        kind: 'ruleFinished',
        result: { ...rule, id, verdict: { kind: 'upheld' }, checks: 1, durationMs: 3 },
      });
    }
    expect(lines.slice(-2)).toEqual(['[50/120] …', '[100/120] …']);
  });

  it.each([
    ['Markdown', toMarkdown(report)],
    ['HTML', toHtml(report)],
  ])('names the server and what it took, and no AAGUID, in %s', (_name, text) => {
    expect(text).toContain('http://localhost:3000');
    expect(text).toContain(rule.id);
    expect(text).not.toContain('AAGUID');
    expect(text).not.toContain('Touches');
  });

  it('is a failure in JUnit', () => {
    expect(toJunit(report)).toContain('<failure');
  });

  it('is live on a terminal', () => {
    const view = events.slice(0, 3).reduce(nextView, blankView);
    const lost = nextView(view, { kind: 'linkLost', because: 'no answer' });
    const { lastFrame, unmount } = render(<RunView view={lost} />);
    expect(lastFrame()).toContain('http://localhost:3000 profile relying-party · seed 42');
    expect(lastFrame()).toContain('waiting for the server: no answer');
    unmount();
  });
});

describe('familyOf', () => {
  it.each([
    ['verifier.registration.refuses.client-data.type.of-assertion', 'verifier.registration.refuses'],
    ['verifier.challenge.fresh', 'verifier.challenge'],
    ['ctap2.make-credential.exclude-list.refuses-own', 'ctap2.make-credential'],
  ])('of %s is %s', (id, family) => {
    expect(familyOf(id)).toBe(family);
  });
});
