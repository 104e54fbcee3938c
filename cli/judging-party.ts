import { judgeParty } from '../conformance/engine/judge-party.ts';
import { exitCodeOf } from '../conformance/report/exit-code.ts';
import { foldRun } from '../conformance/report/fold.ts';
import type { Listener } from '../conformance/vocabulary/event.ts';
import type { JudgeProfile } from '../conformance/vocabulary/judge-profile.ts';
import type { PartyRule } from '../conformance/vocabulary/party-rule.ts';
import { systemClock } from '../src/env/system.ts';
import type { ExitCode } from './exit-code.ts';
import type { RunOrder } from './judging.ts';
import { complain } from './streams.ts';
import { openParty } from './targets/open-target.ts';
import type { PartyTarget } from './targets/target.ts';
import { version } from './version.ts';
import { openView, writeReports } from './view.ts';

/** One run at a relying party, ordered in full. */
export interface PartyOrder extends RunOrder {
  readonly target: PartyTarget;
  readonly rules: readonly PartyRule[];
  readonly profile: JudgeProfile;
}

/** Judges a relying party, shows how it goes, writes the reports, also when the run is stopped. */
export async function judgePartyTarget(order: PartyOrder, signal: AbortSignal): Promise<ExitCode> {
  const session = await openParty(order.target, { seed: order.seed });
  const fold = foldRun({ name: 'touchstone', version });
  const view = await openView(order.options);
  const listener: Listener = (event) => {
    fold.listener(event);
    view.listener(event);
  };
  const reportFile = order.files.find(({ kind }) => kind === 'json')?.path;
  try {
    await judgeParty({
      session,
      rules: order.rules,
      profile: order.profile,
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
    await session.close();
  }
  const report = fold.report();
  if (signal.aborted) await complain(signal.reason instanceof Error ? signal.reason.message : String(signal.reason));
  else if (report.interrupted !== undefined) await complain(`${order.target.uri}: ${report.interrupted}`);
  return exitCodeOf(report);
}
