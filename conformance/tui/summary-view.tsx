import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { counted, verdictLine } from '../report/markdown.ts';
import type { Report, Standing } from '../report/report.ts';
import { Counts, colours } from './counts.tsx';
import { familyRows } from './view-state.ts';

/** The end of a run: families, numbers, verdict. */
export function SummaryView({ report }: { readonly report: Report }): ReactNode {
  const { summary } = report;
  const rows = familyRows(report);
  const width = Math.max(0, ...rows.map(({ family }) => family.length));
  const counts: Record<Standing, number> = {
    upheld: summary.upheld,
    violated: summary.violated,
    observed: summary.observed,
    'not-applicable': summary.notApplicable,
    broken: summary.broken,
  };
  return (
    <Box flexDirection="column">
      {rows.map((row) => (
        <Text key={row.family}>
          {`${row.family.padEnd(width)}  `}
          <Counts counts={row.counts} />
        </Text>
      ))}
      <Text> </Text>
      <Text>
        <Text bold color={colours[standingOfRun(report)]}>
          {verdictLine(report)}
        </Text>
        {` · ${counted(summary.rules, 'rule')}, ${counted(summary.checks, 'check')} in ${(report.durationMs / 1000).toFixed(1)} s · seed ${report.seed}`}
      </Text>
      <Counts counts={counts} />
    </Box>
  );
}

function standingOfRun(report: Report): Standing {
  if (report.summary.violated > 0) return 'violated';
  if (report.summary.broken > 0 || report.interrupted !== undefined) return 'broken';
  return report.summary.upheld > 0 ? 'upheld' : 'not-applicable';
}
