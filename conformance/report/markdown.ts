import { failureLines } from './failure-text.ts';
import {
  byFamily,
  describeTarget,
  isKeyTarget,
  type Report,
  type ReportedRule,
  type Standing,
  standingOf,
} from './report.ts';

/** Markdown for step summaries, release notes and pull requests: verdict, numbers, failures in full, families as a table. */
export function toMarkdown(report: Report): string {
  const { summary, target } = report;
  const lines = [
    `# ${verdictLine(report)}`,
    '',
    `\`${target.uri}\` · ${namesOf(report)} · profile ${report.profile} · seed ${report.seed}`,
    '',
    '| rules | upheld | violated | observed | not applicable | broken | checks |',
    '|--:|--:|--:|--:|--:|--:|--:|',
    `| ${summary.rules} | ${summary.upheld} | ${summary.violated} | ${summary.observed} | ${summary.notApplicable} | ${summary.broken} | ${summary.checks} |`,
    '',
  ];
  if (report.interrupted !== undefined)
    lines.push(`**The run did not reach its end: ${escapeMarkdown(report.interrupted)}.**`, '');
  for (const standing of ['violated', 'broken', 'observed'] as const) lines.push(...section(report.rules, standing));
  if (report.rules.length > 0) lines.push(...families(report.rules));
  const skipped = report.rules.filter((rule) => rule.verdict === 'not-applicable');
  if (skipped.length > 0) {
    lines.push('<details><summary>Not applicable</summary>', '');
    lines.push(
      ...skipped.map((rule) => `- \`${rule.id}\`: ${escapeMarkdown(rule.because ?? '')}`),
      '',
      '</details>',
      '',
    );
  }
  if (report.observations.length > 0) {
    lines.push(
      '## Observations',
      '',
      ...report.observations.map(
        ({ rule, says }) => `- ${rule === undefined ? '' : `\`${rule}\`: `}${escapeMarkdown(says)}`,
      ),
      '',
    );
  }
  lines.push(
    `${report.tool.name} ${report.tool.version}, ${report.startedAt}, ${(report.durationMs / 1000).toFixed(1)} s`,
    '',
  );
  return lines.join('\n');
}

/** The verdict of a run in one line. */
export function verdictLine(report: Report): string {
  const { summary } = report;
  if (summary.violated > 0) return `${counted(summary.violated, 'rule')} violated`;
  if (summary.broken > 0) return `${counted(summary.broken, 'rule')} broken`;
  if (report.interrupted !== undefined) return 'Interrupted';
  return summary.upheld === 0 ? 'Nothing judged' : 'Upheld';
}

function namesOf({ target }: Report): string {
  if (!isKeyTarget(target)) return describeTarget(target);
  return `AAGUID \`${target.aaguid}\` · ${target.versions.join(', ') || 'no versions'}`;
}

/** A number with its noun. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`;
}

const titles = { violated: 'Violated', broken: 'Broken', observed: 'Observed (SHOULD)' } as const;

function section(rules: readonly ReportedRule[], standing: keyof typeof titles): string[] {
  const members = rules.filter((rule) => standingOf(rule) === standing);
  if (members.length === 0) return [];
  const each = members.flatMap((rule) => {
    const text =
      rule.counterexample === undefined ? [rule.says, rule.because ?? ''] : failureLines(rule, rule.counterexample);
    return [`### \`${rule.id}\``, '', ...fenced(text), ''];
  });
  return [`## ${titles[standing]}`, '', ...each];
}

/** A code block whose fence is longer than any in the text. */
function fenced(lines: readonly string[]): string[] {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([ticks]) => ticks.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...lines, fence];
}

function families(rules: readonly ReportedRule[]): string[] {
  const rows = [...byFamily(rules)].map(([family, members]) => {
    const of = (standing: Standing): number => members.filter((rule) => standingOf(rule) === standing).length;
    const checks = members.reduce((total, rule) => total + rule.checks, 0);
    return `| ${family} | ${of('upheld')} | ${of('violated')} | ${of('observed')} | ${of('not-applicable')} | ${of('broken')} | ${checks} |`;
  });
  return [
    '| family | upheld | violated | observed | not applicable | broken | checks |',
    '|---|--:|--:|--:|--:|--:|--:|',
    ...rows,
    '',
  ];
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#]/g, (character) => `\\${character}`).replace(/\s+/g, ' ');
}
