import { planParty } from '../../conformance/engine/judge-party.ts';
import type { JudgeProfile } from '../../conformance/vocabulary/judge-profile.ts';
import type { PartyRule } from '../../conformance/vocabulary/party-rule.ts';
import { columns } from '../columns.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { toStdout, toStdoutAsJson } from '../streams.ts';
import type { PartyTarget } from '../targets/target.ts';

/** Requests of one check, roughly: a sound ceremony and a spoiled one, each begun and ended, for assertions an account besides. */
const REQUESTS = { registration: 4, assertion: 6 } as const;
/** What the opening sends at most: origins, kinds of attestation, a root of a stranger. */
const OPENING = 40;
/** Inputs of a rule that tries several cases, roughly. */
const CASES = 2;

/** What a run at a relying party would cost at most. Nothing is sent. */
export async function printPartyPlan(
  target: PartyTarget,
  selected: readonly PartyRule[],
  profile: JudgeProfile,
  options: { readonly json?: boolean; readonly runs?: number },
): Promise<ExitCode> {
  const { judged, skipped } = planParty(selected, undefined, profile, options.runs);
  const requests = judged.reduce(
    (total, { rule, runs }) =>
      total + Math.max(runs, CASES) * (rule.id.includes('.registration.') ? REQUESTS.registration : REQUESTS.assertion),
    OPENING,
  );
  const accounts = judged.length * CASES;
  if (options.json === true) {
    await toStdoutAsJson({
      target: target.uri,
      rules: judged.map(({ rule, runs }) => ({ id: rule.id, runs })),
      skipped: skipped.map(({ rule, because }) => ({ id: rule.id, because })),
      requests,
      accounts,
      touches: 0,
      resets: 0,
    });
  } else {
    await toStdout(
      columns([
        ['rules', `${judged.length} at most; what the server offers decides`],
        ['requests', `about ${requests}`],
        ['accounts', `about ${accounts}, which stay at the server`],
      ]),
    );
  }
  return exitCode.upheld;
}
