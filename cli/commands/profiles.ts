import { partyProfiles, profiles } from '../../conformance/profiles.ts';
import type { JudgeProfile } from '../../conformance/vocabulary/judge-profile.ts';
import { columns } from '../columns.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { oneById } from '../globs.ts';
import { toStdout, toStdoutAsJson } from '../streams.ts';

const all: readonly JudgeProfile[] = [...profiles, ...partyProfiles];

/** `touchstone profiles [NAME]`. */
export async function listProfiles(name: string | undefined, options: { readonly json?: boolean }): Promise<ExitCode> {
  if (name === undefined) {
    if (options.json === true) await toStdoutAsJson(all.map(plain));
    else await toStdout(columns(all.map(({ id, title, says }) => [id, title, says])));
    return exitCode.upheld;
  }
  const profile = oneById(all, name, 'profile');
  if (options.json === true) await toStdoutAsJson(plain(profile));
  else await toStdout(describe(profile));
  return exitCode.upheld;
}

function plain({ id, title, says, includes, excludes, requires }: JudgeProfile): Record<string, unknown> {
  return { id, title, says, includes, excludes, requires: requires.map(({ feature, rules }) => ({ feature, rules })) };
}

function describe({ id, title, says, includes, excludes = [], requires }: JudgeProfile): string {
  const rows = [
    ['judges', includes.join(', ')],
    ...(excludes.length === 0 ? [] : [['except', excludes.join(', ')]]),
    ...requires.map(({ feature, rules }) => ['requires', `${feature} (${rules.join(', ')})`]),
  ];
  return `${id}: ${title}\n\n${says}\n\n${columns(rows)}\nexample: touchstone test ${partyProfiles.some((own) => own.id === id) ? 'sim:verifier' : 'sim:fido2'} --profile ${id}\n`;
}
