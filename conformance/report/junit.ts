import { failureLines } from './failure-text.ts';
import { byFamily, citation, familyOf, type Report, type ReportedRule, standingOf } from './report.ts';
import { escapeXml } from './xml.ts';

/**
 * JUnit XML: a suite a family, a case a rule. Violated is a failure, broken an error, not applicable skipped with its reason;
 * a violated SHOULD passes, with what was seen in its output.
 */
export function toJunit(report: Report): string {
  const families = byFamily(report.rules);
  const { summary } = report;
  const suites = [...families].map(([family, rules]) => suite(family, rules, report));
  const interrupted = report.interrupted === undefined ? [] : [runSuite(report.interrupted, report)];
  const errors = summary.broken + interrupted.length;
  const head = attributes({
    name: `touchstone ${report.target.uri}`,
    tests: summary.rules + interrupted.length,
    failures: summary.violated,
    errors,
    skipped: summary.notApplicable,
    time: seconds(report.durationMs),
    timestamp: report.startedAt,
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${head}>`,
    ...suites,
    ...interrupted,
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(family: string, rules: readonly ReportedRule[], report: Report): string {
  const count = (standing: ReturnType<typeof standingOf>): number =>
    rules.filter((rule) => standingOf(rule) === standing).length;
  const head = attributes({
    name: family,
    tests: rules.length,
    failures: count('violated'),
    errors: count('broken'),
    skipped: count('not-applicable'),
    time: seconds(rules.reduce((total, rule) => total + rule.durationMs, 0)),
    timestamp: report.startedAt,
  });
  return [`  <testsuite${head}>`, runProperties(report), ...rules.map((rule) => testCase(rule)), '  </testsuite>'].join(
    '\n',
  );
}

function runSuite(because: string, report: Report): string {
  return [
    `  <testsuite${attributes({ name: 'run', tests: 1, failures: 0, errors: 1, skipped: 0, time: '0.000' })}>`,
    runProperties(report),
    `    <testcase${attributes({ classname: 'run', name: 'reaches its end', time: '0.000' })}>`,
    `      <error${attributes({ type: 'interrupted', message: because })}/>`,
    '    </testcase>',
    '  </testsuite>',
  ].join('\n');
}

function runProperties(report: Report): string {
  const { target } = report;
  const all: Record<string, string | number> = {
    seed: report.seed,
    aaguid: target.aaguid,
    target: target.uri,
    transport: target.transport,
    profile: report.profile,
    tool: `${report.tool.name} ${report.tool.version}`,
  };
  const lines = Object.entries(all).map(([name, value]) => `      <property${attributes({ name, value })}/>`);
  return ['    <properties>', ...lines, '    </properties>'].join('\n');
}

function testCase(rule: ReportedRule): string {
  const head = attributes({ classname: familyOf(rule.id), name: rule.id, time: seconds(rule.durationMs) });
  const own = [
    ...rule.spec.map((spec) => `        <property${attributes({ name: 'clause', value: citation(spec) })}/>`),
    `        <property${attributes({ name: 'level', value: rule.level })}/>`,
    `        <property${attributes({ name: 'checks', value: rule.checks })}/>`,
  ];
  const properties = ['      <properties>', ...own, '      </properties>'];
  return [`    <testcase${head}>`, ...properties, ...outcome(rule), '    </testcase>'].join('\n');
}

function outcome(rule: ReportedRule): string[] {
  const found = rule.counterexample;
  const text = found === undefined ? '' : escapeXml(failureLines(rule, found).join('\n'));
  switch (standingOf(rule)) {
    case 'violated': {
      const message = `expected ${found?.expected ?? ''}, received ${found?.actual ?? ''}`;
      return [`      <failure${attributes({ type: 'violated', message })}>${text}</failure>`];
    }
    case 'broken':
      return [`      <error${attributes({ type: 'broken', message: rule.because ?? '' })}/>`];
    case 'not-applicable':
      return [`      <skipped${attributes({ message: rule.because ?? '' })}/>`];
    case 'observed':
      return [`      <system-out>observed, a SHOULD: ${text}</system-out>`];
    case 'upheld':
      return [];
  }
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
