import { planRun } from '../../conformance/engine/plan.ts';
import { profileFor } from '../../conformance/profiles.ts';
import type { JudgeProfile } from '../../conformance/vocabulary/judge-profile.ts';
import type { Rule } from '../../conformance/vocabulary/rule.ts';
import { Ctap2Client } from '../../src/client/ctap2-client.ts';
import { keyRules, otpRulesBy, partyProfile, partyRulesBy, profileBy, tokenRulesBy } from '../catalogue.ts';
import { columns } from '../columns.ts';
import { type ExitCode, exitCode, UsageError } from '../exit-code.ts';
import { type JudgingOptions, judgeTarget } from '../judging.ts';
import { judgePartyTarget } from '../judging-party.ts';
import { judgeOathTarget } from '../judging-subject.ts';
import { parseLeave } from '../leave.ts';
import { readPin } from '../pin.ts';
import { mustHaveFrames } from '../recording-file.ts';
import { parseReports } from '../report-files.ts';
import { runSeed } from '../run-seed.ts';
import { toStdout, toStdoutAsJson } from '../streams.ts';
import { openTarget } from '../targets/open-target.ts';
import { parseTarget } from '../targets/parse-target.ts';
import {
  isKeyTarget,
  isPartyTarget,
  type KeyTarget,
  type OtpTarget,
  type PartyTarget,
  type SimOathTarget,
  subjectOf,
  type Target,
  type TraceTarget,
} from '../targets/target.ts';
import { readTranscriptHeader } from '../targets/trace.ts';
import { printPartyPlan } from './party-plan.ts';

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
  if (options.record !== undefined) {
    mustHaveFrames(target);
    if (options.plan === true) throw new UsageError('--record: --plan judges nothing that could be recorded');
  }
  return testTarget(target, target.kind === 'trace' ? await asRecorded(target, options) : options, signal);
}

async function testTarget(target: Target, options: TestOptions, signal: AbortSignal): Promise<ExitCode> {
  const profile = options.profile === undefined ? undefined : profileBy(subjectOf(target), options.profile);
  const run = { profile, seed: runSeed(options.seed), options };
  if (isPartyTarget(target)) return testParty(target, run, signal);
  return isKeyTarget(target) ? testKey(target, run, signal) : testOath(target, run, signal);
}

/** A transcript is rerun as it was recorded, in what the user does not say. */
async function asRecorded({ file }: TraceTarget, options: TestOptions): Promise<TestOptions> {
  const { seed, run } = await readTranscriptHeader(file);
  const known = new Set(keyRules([]).map(({ id }) => id));
  return {
    seed,
    ...(run?.runs === undefined ? {} : { runs: run.runs }),
    ...(run?.profile === undefined ? {} : { profile: run.profile }),
    ...options,
    rule: options.rule.length > 0 ? options.rule : (run?.rules ?? []).filter((id) => known.has(id)),
  };
}

interface Run {
  readonly profile: JudgeProfile | undefined;
  readonly seed: number;
  readonly options: TestOptions;
}

async function testKey(target: KeyTarget, { profile, seed, options }: Run, signal: AbortSignal): Promise<ExitCode> {
  const rules = keyRules(options.rule);
  if (options.plan === true) return printPlan(target, rules, profile, seed, options, signal);
  const files = await parseReports(options.report ?? []);
  const { runs, timeBudget: timeBudgetMs } = options;
  return judgeTarget({ target, rules, profile, seed, runs, timeBudgetMs, files, options }, signal);
}

async function testParty(target: PartyTarget, run: Run, signal: AbortSignal): Promise<ExitCode> {
  const { seed, options } = run;
  const profile = run.profile ?? partyProfile;
  const rules = partyRulesBy(options.rule);
  if (options.plan === true) return printPartyPlan(target, rules, profile, options);
  const files = await parseReports(options.report ?? []);
  const { runs, timeBudget: timeBudgetMs } = options;
  return judgePartyTarget({ target, rules, profile, seed, runs, timeBudgetMs, files, options }, signal);
}

async function testOath(
  target: SimOathTarget | OtpTarget,
  { profile, seed, options }: Run,
  signal: AbortSignal,
): Promise<ExitCode> {
  const rules = target.kind === 'sim-oath' ? tokenRulesBy(options.rule) : otpRulesBy(options.rule);
  const { runs, timeBudget: timeBudgetMs } = options;
  if (options.plan === true) {
    const planned = rules.map((rule) => ({ id: rule.id, runs: rule.runs === 1 ? 1 : (runs ?? rule.runs) }));
    if (options.json === true)
      await toStdoutAsJson({ target: target.uri, rules: planned, skipped: [], touches: 0, resets: 0 });
    else await toStdout(columns([['rules', `${planned.length} at most; what is claimed decides`]]));
    return exitCode.upheld;
  }
  const files = await parseReports(options.report ?? []);
  return judgeOathTarget({ target, patterns: options.rule, profile, seed, runs, timeBudgetMs, files, options }, signal);
}

/** What the run would cost. getInfo is read, nothing else is sent. */
async function printPlan(
  target: KeyTarget,
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
