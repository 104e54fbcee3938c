import { type Answer, aimText, isMeasured, isMet, valueText } from './answer.ts';

/** Where and when was measured. */
export interface Setting {
  readonly machine: string;
  readonly node: string;
  /** ISO 8601, the day. */
  readonly date: string;
  readonly pace: 'full' | 'quick';
}

/** `docs/benchmarks.md`. */
export function benchmarksPage(setting: Setting, answers: readonly Answer[]): string {
  const measured = answers.filter(isMeasured);
  const skipped = answers.filter((answer) => !isMeasured(answer));
  const missed = measured.filter((answer) => isMet(answer) === false);
  return `${[
    '# Benchmarks',
    '',
    'Written by `npm run bench -- --write`; change the benchmark, not this page.',
    '',
    `Measured on ${setting.date}: ${setting.machine}, ${setting.node}, ${setting.pace} pace.`,
    '',
    '| question | aim | measured | | for scale |',
    '|---|--:|--:|---|---|',
    ...measured.map((answer) => {
      const met = isMet(answer);
      const mark = met === undefined ? '' : met ? 'met' : '**missed**';
      return `| ${answer.question} | ${aimText(answer.aim)} | ${valueText(answer)} | ${mark} | ${answer.scale} |`;
    }),
    '',
    '## What stands in the way',
    '',
    ...(missed.length === 0 ? ['Every aim was met in this run.'] : missed.map(reason)),
    ...(skipped.length === 0
      ? []
      : [
          '',
          '## Not measured here',
          '',
          ...skipped.map((answer) => `- ${answer.question}: ${'skipped' in answer ? answer.skipped : ''}`),
        ]),
    '',
    '## Method',
    '',
    'Every contestant of a question is warmed up and calibrated to batches of about 60 ms. Then 13 rounds are run (fewer and shorter at quick pace), one batch',
    'each, the order rotated from round to round; a ratio is the median over the rounds of the ratio inside one round, so that',
    'a noisy neighbour hits both alike. Synchronous work is judged by the CPU time of the process (all its threads, the',
    'collector too), what waits for another process by wall time. Whole processes are judged by the CPU time that `wait4` gives.',
    'The yardstick of a registration holds the calls of node:crypto alone: the credential key imported, each certificate of x5c',
    'parsed, each but the root verified with the key above it, and verify() over the statement with its key parsed before;',
    'nothing is decoded or compared. The verifier keeps certificates above the leaf, so that it may come out ahead.',
    'The simulated key is unseeded: its keys and signatures are of node:crypto. The C programs under `bench/c` are compiled',
    'when the benchmark runs (gcc, libssl-dev, libfido2-dev); where these are missing the question is skipped by name.',
    '`npm run bench -- --quick` takes seconds and is less exact; `--only WORD` picks benchmarks by name.',
  ].join('\n')}\n`;
}

function reason(answer: { readonly question: string; readonly inTheWay?: string }): string {
  return `- **${answer.question}**: ${answer.inTheWay ?? 'not known yet'}`;
}
