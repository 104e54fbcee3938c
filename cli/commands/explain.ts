import type { Subject } from '../../conformance/vocabulary/event.ts';
import type { Needs } from '../../conformance/vocabulary/rule.ts';
import { allRules, type ListedRule, nameOfSubject } from '../catalogue.ts';
import { columns, counted } from '../columns.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { allFaults } from '../faults.ts';
import { oneById } from '../globs.ts';
import { toStdout, toStdoutAsJson } from '../streams.ts';

/** `touchstone explain RULE`. */
export async function explain(id: string, options: { readonly json?: boolean }): Promise<ExitCode> {
  const rule = oneById(allRules, id, 'rule');
  const faults = allFaults
    .filter(({ caughtBy }) => caughtBy.includes(rule.id))
    .map(({ id: fault, fault: says }) => ({ id: fault, says }));
  const { subject, level, says, spec, needs, runs } = rule;
  if (options.json === true)
    await toStdoutAsJson({ id: rule.id, subject, level, says, spec, needs, runs, catches: faults });
  else await toStdout(describe(rule, faults));
  return exitCode.upheld;
}

const simulatorOf: Readonly<Record<Subject, string>> = {
  key: 'sim:fido2',
  verifier: 'sim:verifier',
  'oath-token': 'sim:oath',
  'oath-verifier': 'sim:otp-verifier',
};

function describe(rule: ListedRule, faults: readonly { id: string; says: string }[]): string {
  const clauses = rule.spec.map(
    ({ document, section, step }) => `${document} ${section}${step === undefined ? '' : ` step ${step}`}`,
  );
  const facts = [
    ['judges', nameOfSubject(rule.subject)],
    ['level', rule.level],
    ['clause', clauses.join(', ')],
    ['needs', needsInWords(rule.needs).join(', ') || 'nothing'],
    ['cost', costInWords(rule)],
    ['catches', faults.length === 0 ? 'no fault of the library' : counted(faults.length, 'fault')],
  ];
  const caught = columns(faults.map((fault) => [`  ${fault.id}`, fault.says]));
  return `${rule.id}\n\n${rule.says}\n\n${columns(facts)}${caught}\nexample: touchstone test ${simulatorOf[rule.subject]} --rule ${rule.id}\n`;
}

/** What must hold before a rule runs, as short phrases. */
export function needsInWords(needs: Needs): string[] {
  const words: string[] = [];
  if (needs.pin === 'set') words.push('a PIN that is set');
  if (needs.pin === 'unset') words.push('no PIN');
  if (needs.wire === 'hid') words.push('the CTAPHID wire');
  if (needs.wire === 'card') words.push('the card wire');
  if (needs.channels === true) words.push('a second channel');
  if (needs.emptyStore === true) words.push('an empty store');
  if (needs.powerCycle === true) words.push('power cycles');
  if (needs.presence === 'controlled') words.push('touches granted and declined at will');
  if (needs.presence === 'withheld') words.push('touches withheld at will');
  if (needs.waitMs !== undefined) words.push(`waits of ${needs.waitMs / 1000} s`);
  return words;
}

function costInWords({ needs, runs }: ListedRule): string {
  const words = [counted(runs, 'run')];
  if (needs.touches !== undefined && needs.touches > 0)
    words.push(`${counted(needs.touches, 'touch', 'touches')} each`);
  if (needs.resets === true) words.push('a reset each');
  if (needs.pinTries !== undefined) words.push(`${counted(needs.pinTries, 'wrong PIN')} each`);
  if (needs.spoils === true) words.push('a reset afterwards');
  return words.join(', ');
}
