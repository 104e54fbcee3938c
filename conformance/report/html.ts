import { failureLines } from './failure-text.ts';
import { script, style } from './html-page.ts';
import { counted, verdictLine } from './markdown.ts';
import {
  byFamily,
  citation,
  isKeyTarget,
  type Report,
  type ReportedRule,
  type Standing,
  standingOf,
} from './report.ts';
import { escapeXml } from './xml.ts';

const standings: readonly Standing[] = ['violated', 'broken', 'observed', 'upheld', 'not-applicable'];

const words: Readonly<Record<Standing, string>> = {
  violated: 'violated',
  broken: 'broken',
  observed: 'observed',
  upheld: 'upheld',
  'not-applicable': 'not applicable',
};

/** One self-contained page: no network, no outside file; readable without its script, which only filters. */
export function toHtml(report: Report): string {
  const { target } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${escapeXml(`${verdictLine(report)} · ${target.uri}`)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1 class="${headStanding(report)}">${escapeXml(verdictLine(report))}</h1>
<dl>
${facts(report)}
</dl>
${interruption(report)}
</header>
<nav aria-label="Filters">
${standings.map((standing) => toggle(standing, report)).join('\n')}
<input type="search" id="find" placeholder="Find a rule" aria-label="Find a rule">
</nav>
<main>
${findings(report)}
${[...byFamily(report.rules)].map(([family, rules]) => section(family, rules)).join('\n')}
${observations(report)}
</main>
<footer>${escapeXml(`${report.tool.name} ${report.tool.version} · ${report.startedAt} · ${(report.durationMs / 1000).toFixed(1)} s`)}</footer>
<script>${script}</script>
</body>
</html>
`;
}

function headStanding(report: Report): Standing {
  if (report.summary.violated > 0) return 'violated';
  if (report.summary.broken > 0 || report.interrupted !== undefined) return 'broken';
  return report.summary.upheld > 0 ? 'upheld' : 'not-applicable';
}

function facts(report: Report): string {
  const { target, summary } = report;
  const isKey = isKeyTarget(target);
  const all: Record<string, string | number> = {
    Target: target.uri,
    ...(isKey ? { AAGUID: target.aaguid, Versions: target.versions.join(', ') } : {}),
    Wire: target.transport,
    ...(target.firmware === undefined ? {} : { Firmware: target.firmware }),
    Profile: report.profile,
    Seed: report.seed,
    Rules: summary.rules,
    Checks: summary.checks,
    ...(isKey ? { Touches: summary.touches, Resets: summary.resets } : {}),
  };
  return Object.entries(all)
    .map(([name, value]) => `<div><dt>${name}</dt><dd>${escapeXml(String(value))}</dd></div>`)
    .join('\n');
}

function interruption(report: Report): string {
  if (report.interrupted === undefined) return '';
  return `<p class="notice">The run did not reach its end: ${escapeXml(report.interrupted)}</p>`;
}

function toggle(standing: Standing, report: Report): string {
  const count = report.rules.filter((rule) => standingOf(rule) === standing).length;
  return `<label class="${standing}"><input type="checkbox" value="${standing}" checked> ${words[standing]} <b>${count}</b></label>`;
}

/** What went wrong, in full, before all the rest. */
function findings(report: Report): string {
  const found = standings
    .slice(0, 3)
    .flatMap((standing) => report.rules.filter((rule) => standingOf(rule) === standing));
  if (found.length === 0) return '';
  return `<section class="findings">
<h2>Findings</h2>
${found.map((rule) => article(rule, true)).join('\n')}
</section>`;
}

function section(family: string, rules: readonly ReportedRule[]): string {
  const counts = standings
    .map((standing) => ({ standing, count: rules.filter((rule) => standingOf(rule) === standing).length }))
    .filter(({ count }) => count > 0)
    .map(({ standing, count }) => `<span class="${standing}">${count} ${words[standing]}</span>`);
  return `<section>
<h2>${escapeXml(family)} <small>${counts.join(' ')}</small></h2>
${rules.map((rule) => article(rule, false)).join('\n')}
</section>`;
}

function article(rule: ReportedRule, isOpen: boolean): string {
  const standing = standingOf(rule);
  return `<details class="rule ${standing}" data-standing="${standing}" data-id="${escapeXml(rule.id)}"${isOpen ? ' open' : ''}>
<summary><span class="verdict">${words[standing]}</span> <code>${escapeXml(rule.id)}</code> <span class="level">${rule.level}</span>
<span class="says">${escapeXml(rule.says)}</span></summary>
<p class="clause">${rule.spec.map((spec) => escapeXml(citation(spec))).join(' · ')} · ${counted(rule.checks, 'check')} · ${Math.round(rule.durationMs)} ms</p>
${rule.because === undefined ? '' : `<p class="because">${escapeXml(rule.because)}</p>`}${failure(rule)}
</details>`;
}

function failure(rule: ReportedRule): string {
  const found = rule.counterexample;
  if (found === undefined) return '';
  const rows = Object.entries({ Expected: found.expected, Actual: found.actual, Input: found.input })
    .map(([name, text]) => `<div><dt>${name}</dt><dd><pre>${escapeXml(text)}</pre></dd></div>`)
    .join('\n');
  const frames = found.transcript.map((frame) => `<li><pre>${escapeXml(frame)}</pre></li>`).join('\n');
  return `<dl class="failure">
${rows}
<div><dt>Replay</dt><dd><pre>${escapeXml(found.replay)}</pre></dd></div>
</dl>
<details class="frames"><summary>${counted(found.transcript.length, 'frame')}</summary><ol>${frames}</ol></details>
<details class="text"><summary>As text</summary><pre>${escapeXml(failureLines(rule, found).join('\n'))}</pre></details>`;
}

function observations(report: Report): string {
  if (report.observations.length === 0) return '';
  const items = report.observations.map(
    ({ rule, says }) => `<li>${rule === undefined ? '' : `<code>${escapeXml(rule)}</code> `}${escapeXml(says)}</li>`,
  );
  return `<section><h2>Observations</h2><ul>${items.join('\n')}</ul></section>`;
}
