import { planParty } from '../../conformance/engine/judge-party.ts';
import type { JudgeProfile } from '../../conformance/vocabulary/judge-profile.ts';
import type { PartyRule } from '../../conformance/vocabulary/party-rule.ts';
import { columns } from '../columns.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { toStdout, toStdoutAsJson } from '../streams.ts';
import type { PartyTarget } from '../targets/target.ts';

/** Requests of one run of a rule, roughly: ceremonies of two kinds of attestation, each begun and ended; for assertions an account, a sound one and a spoiled one. */
const REQUESTS = { registration: 4, assertion: 6 } as const;
/** What the opening sends at most: origins, kinds of attestation, a root of a stranger. */
const OPENING = 40;
/** Accounts of one rule, roughly. */
const ACCOUNTS = 2;
/** How long a server takes that is elsewhere, in milliseconds an answer. */
const ELSEWHERE_MS = 200;

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
      total + runs * (rule.id.includes('.registration.') ? REQUESTS.registration : REQUESTS.assertion),
    OPENING,
  );
  const accounts = judged.length * ACCOUNTS;
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
        [
          'time',
          `about ${Math.ceil((requests * ELSEWHERE_MS) / 60_000)} min at a server that takes ${ELSEWHERE_MS} ms an answer; one on this machine takes seconds`,
        ],
        ['accounts', `about ${accounts}, which stay at the server`],
      ]),
    );
  }
  return exitCode.upheld;
}
