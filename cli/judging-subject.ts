import { judgeSubject } from '../conformance/engine/judge-subject.ts';
import type { SubjectSession } from '../conformance/engine/subject-session.ts';
import { exitCodeOf } from '../conformance/report/exit-code.ts';
import { foldRun } from '../conformance/report/fold.ts';
import type { Listener } from '../conformance/vocabulary/event.ts';
import type { JudgeProfile } from '../conformance/vocabulary/judge-profile.ts';
import type { SubjectRule } from '../conformance/vocabulary/subject-rule.ts';
import { systemClock } from '../src/env/system.ts';
import { otpProfile, otpRulesBy, tokenProfile, tokenRulesBy } from './catalogue.ts';
import type { ExitCode } from './exit-code.ts';
import type { RunOrder } from './judging.ts';
import { complain } from './streams.ts';
import { openOathToken, openOtpVerifier } from './targets/open-target.ts';
import type { OtpTarget, SimOathTarget } from './targets/target.ts';
import { version } from './version.ts';
import { openView, writeReports } from './view.ts';

/** One run at a token of one-time codes, or at a verifier of them, ordered in full. */
export interface OathOrder extends RunOrder {
  readonly target: SimOathTarget | OtpTarget;
  /** Patterns of rules; all without. */
  readonly patterns: readonly string[];
  /** The only one of its subject unless given. */
  readonly profile: JudgeProfile | undefined;
}

/** Judges a token or a verifier of one-time codes, shows how it goes, writes the reports, also when the run is stopped. */
export async function judgeOathTarget(order: OathOrder, signal: AbortSignal): Promise<ExitCode> {
  const { target, patterns, profile, seed } = order;
  if (target.kind === 'sim-oath') {
    const session = await openOathToken(target, { seed });
    return judged({ session, rules: tokenRulesBy(patterns), profile: profile ?? tokenProfile }, order, signal);
  }
  const session = await openOtpVerifier(target, { seed });
  return judged({ session, rules: otpRulesBy(patterns), profile: profile ?? otpProfile }, order, signal);
}

interface Judged<Context, Facts> {
  readonly session: SubjectSession<Context, Facts>;
  readonly rules: readonly SubjectRule<Context, Facts>[];
  readonly profile: JudgeProfile;
}

async function judged<Context, Facts>(
  what: Judged<Context, Facts>,
  order: OathOrder,
  signal: AbortSignal,
): Promise<ExitCode> {
  const fold = foldRun({ name: 'touchstone', version });
  const view = await openView(order.options);
  const listener: Listener = (event) => {
    fold.listener(event);
    view.listener(event);
  };
  const reportFile = order.files.find(({ kind }) => kind === 'json')?.path;
  try {
    await judgeSubject({
      ...what,
      seed: order.seed,
      ...(order.runs === undefined ? {} : { runs: order.runs }),
      ...(order.timeBudgetMs === undefined ? {} : { timeBudgetMs: order.timeBudgetMs }),
      ...(order.path === undefined ? {} : { path: order.path }),
      ...(reportFile === undefined ? {} : { reportFile }),
      listener,
      signal,
      nowMs: () => systemClock.nowMs(),
    });
    await view.conclude(fold.report());
  } finally {
    await view.close();
    await writeReports(order.files, fold.report());
    await what.session.close();
  }
  const report = fold.report();
  if (signal.aborted) await complain(signal.reason instanceof Error ? signal.reason.message : String(signal.reason));
  else if (report.interrupted !== undefined) await complain(`${order.target.uri}: ${report.interrupted}`);
  return exitCodeOf(report);
}
