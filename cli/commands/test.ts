import { planRun } from '../../conformance/engine/plan.ts';
import { profileFor, profiles } from '../../conformance/profiles.ts';
import { rules } from '../../conformance/rules/catalogue.ts';
import type { JudgeProfile } from '../../conformance/vocabulary/judge-profile.ts';
import type { Rule } from '../../conformance/vocabulary/rule.ts';
import { Ctap2Client } from '../../src/client/ctap2-client.ts';
import { columns } from '../columns.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { oneById, selectByGlobs } from '../globs.ts';
import { type JudgingOptions, judgeTarget } from '../judging.ts';
import { parseLeave } from '../leave.ts';
import { readPin } from '../pin.ts';
import { parseReports } from '../report-files.ts';
import { runSeed } from '../run-seed.ts';
import { toStdout, toStdoutAsJson } from '../streams.ts';
import { openTarget } from '../targets/open-target.ts';
import { parseTarget } from '../targets/parse-target.ts';
import type { Target } from '../targets/target.ts';

/** The options of `touchstone test`. */
export interface TestOptions extends JudgingOptions {
  readonly profile?: string;
  readonly rule: readonly string[];
  readonly runs?: number;
  /** Milliseconds. */
  readonly timeBudget?: number;
  readonly plan?: boolean;
}

/** `touchstone test TARGET`. */
export async function test(uri: string, options: TestOptions, signal: AbortSignal): Promise<ExitCode> {
  const target = parseTarget(uri);
  const profile = options.profile === undefined ? undefined : oneById(profiles, options.profile, 'profile');
  const chosen = new Set(
    selectByGlobs(
      rules.map(({ id }) => id),
      options.rule,
      'rule',
    ),
  );
  const selected = rules.filter(({ id }) => chosen.has(id));
  const seed = runSeed(options.seed);
  if (options.plan === true) return printPlan(target, selected, profile, seed, options, signal);
  const files = await parseReports(options.report ?? []);
  const { runs, timeBudget: timeBudgetMs } = options;
  return judgeTarget({ target, rules: selected, profile, seed, runs, timeBudgetMs, files, options }, signal);
}

/** What the run would cost. getInfo is read, nothing else is sent. */
async function printPlan(
  target: Target,
  selected: readonly Rule[],
  profile: JudgeProfile | undefined,
  seed: number,
  options: TestOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { touchCommand, replugCommand, pinFile, runs } = options;
  const pin = await readPin(pinFile);
  const session = await openTarget(target, {
    seed,
    allow: parseLeave(options.allow),
    touchCommand,
    replugCommand,
    pin,
    signal,
  });
  try {
    const client = new Ctap2Client(session.link);
    const infoBytes = (await session.link.ctap2(Uint8Array.of(0x04), { signal })).subarray(1);
    const facts = { info: await client.getInfo({ signal }), infoBytes, powers: session.powers };
    const plan = planRun(selected, facts, profile ?? profileFor(facts.info), session, runs);
    const { touches, resets, powerCycles, pinTries } = plan;
    const minutes = Math.ceil(plan.minutes);
    const skipped = plan.skipped.map(({ rule, because }) => ({ id: rule.id, because }));
    if (options.json === true) {
      const judged = plan.judged.map(({ rule, runs: times }) => ({ id: rule.id, runs: times }));
      await toStdoutAsJson({
        target: target.uri,
        rules: judged,
        skipped,
        touches,
        resets,
        replugs: powerCycles,
        pinTries,
        minutes,
      });
    } else {
      const rows = [
        ['rules', `${plan.judged.length} judged, ${skipped.length} not applicable`],
        ['touches', `${touches}`],
        ['replugs', `${powerCycles}`],
        ['resets', `${resets}`],
        ['PIN tries', `${pinTries}`],
        ['minutes', minutes === 0 ? 'less than one, in virtual time' : `about ${minutes}`],
      ];
      await toStdout(columns(rows));
    }
    return exitCode.upheld;
  } finally {
    await session.close();
  }
}
