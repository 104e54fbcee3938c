import type { Session } from '../../conformance/engine/session.ts';
import { type ProfileVerdict, profiles, profileVerdict } from '../../conformance/profiles.ts';
import { toHex } from '../../src/bytes/hex.ts';
import { Ctap2Client } from '../../src/client/ctap2-client.ts';
import { diagnostic } from '../../src/codec/cbor/diagnostic.ts';
import type { CborValue } from '../../src/codec/cbor/value.ts';
import { type GetInfo, type GetInfoMember, getInfoResponse } from '../../src/ctap2/get-info.ts';
import { nameOfSubject } from '../catalogue.ts';
import { columns } from '../columns.ts';
import { BrokenError, type ExitCode, exitCode, UsageError } from '../exit-code.ts';
import { openRecording } from '../recording-file.ts';
import { runSeed } from '../run-seed.ts';
import { toStdout, toStdoutAsJson } from '../streams.ts';
import { openTarget } from '../targets/open-target.ts';
import { parseTarget } from '../targets/parse-target.ts';
import { isKeyTarget, subjectOf } from '../targets/target.ts';
import { readTranscriptHeader } from '../targets/trace.ts';

/** The options of `touchstone info`. */
export interface InfoOptions {
  readonly json?: boolean;
  readonly seed?: number;
  readonly touchCommand?: string;
  readonly replugCommand?: string;
  readonly record?: string;
  readonly showSecrets?: boolean;
}

/** `touchstone info TARGET`. */
export async function info(uri: string, options: InfoOptions, signal: AbortSignal): Promise<ExitCode> {
  const target = parseTarget(uri);
  if (!isKeyTarget(target)) {
    const what = nameOfSubject(subjectOf(target));
    throw new UsageError(`${uri}: info reads a key, and this is ${what}: touchstone test`);
  }
  const { touchCommand, replugCommand, record } = options;
  const allow = { reset: false, pin: false, write: false };
  const seed = options.seed ?? (target.kind === 'trace' ? (await readTranscriptHeader(target.file)).seed : undefined);
  const how = { seed: runSeed(seed), allow, touchCommand, replugCommand, signal };
  const trouble = new AbortController();
  const file =
    record === undefined
      ? undefined
      : await openRecording({
          path: record,
          target,
          seed: how.seed,
          run: { command: 'info' },
          showSecrets: options.showSecrets === true,
          onTrouble: (says) => trouble.abort(new BrokenError(says)),
        });
  try {
    const session = await openTarget(target, { ...how, recording: file?.recording });
    try {
      const told = await new Ctap2Client(session.link).getInfo({ signal });
      const verdicts = profiles.map((profile) => profileVerdict(profile, told));
      if (options.json === true)
        await toStdoutAsJson({ ...asJson(told), profiles: verdicts, target: uri, transport: session.transport });
      else await toStdout(asText(session, told, verdicts));
    } finally {
      await session.close();
    }
    trouble.signal.throwIfAborted();
    return exitCode.upheld;
  } finally {
    file?.close();
  }
}

const members = Object.keys(getInfoResponse.fields) as GetInfoMember[];

function asText(session: Session, told: GetInfo, verdicts: readonly ProfileVerdict[]): string {
  const rows = members.filter((name) => told[name] !== undefined).map((name) => [name, inWords(name, told[name])]);
  const unknown = [...told.unknown].map(([key, value]) => [`unknown ${diagnostic(key)}`, diagnostic(value)]);
  const departures = told.departures.map(({ kind, path }) => [
    'not canonical',
    path === '' ? kind : `${kind} at ${path}`,
  ]);
  const problems = told.problems.map(({ message }) => ['against the format', message]);
  const judged = verdicts.map(({ profile, reasons }) => {
    const missing = reasons.filter(({ met }) => met === false).map(({ feature, says }) => `${feature}: ${says}`);
    return [`  ${profile}`, missing.length === 0 ? 'claims what it requires' : `lacks ${missing.join('; ')}`];
  });
  return [
    `${session.uri} over ${session.transport}\n\n`,
    columns([...rows, ...unknown, ...departures, ...problems]),
    '\nprofiles, as far as getInfo shows (touchstone test --profile judges them):\n',
    columns(judged),
  ].join('');
}

function inWords(name: GetInfoMember, value: unknown): string {
  if (name === 'aaguid') return uuid(value as Uint8Array);
  if (name === 'algorithms')
    return (value as { type: string; alg: number }[]).map(({ alg, type }) => `${alg} (${type})`).join(', ');
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([key, held]) => `${key}: ${held}`)
      .join(', ');
  }
  return String(value);
}

/** getInfo as JSON: bytes in hexadecimal, the AAGUID as people write it, maps in diagnostic notation. */
function asJson(told: GetInfo): Record<string, unknown> {
  const plain = Object.fromEntries(
    members.filter((name) => told[name] !== undefined).map((name) => [name, plainValue(name, told[name])]),
  );
  const unknown = Object.fromEntries(
    [...told.unknown].map(([key, value]) => [diagnostic(key), diagnostic(value as CborValue)]),
  );
  return {
    ...plain,
    unknown,
    departures: told.departures,
    problems: told.problems.map(({ message }) => message),
  };
}

function plainValue(name: GetInfoMember, value: unknown): unknown {
  if (name === 'aaguid') return uuid(value as Uint8Array);
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map((held) => plainValue(name, held));
  return value;
}

function uuid(bytes: Uint8Array): string {
  const hex = toHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
