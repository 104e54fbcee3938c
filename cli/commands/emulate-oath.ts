import { noCode } from '../../simulators/oath/token-error.ts';
import type { OathToken } from '../../simulators/oath/token-shape.ts';
import { toBase32 } from '../../src/bytes/base32.ts';
import { fromHex } from '../../src/bytes/hex.ts';
import type { Env } from '../../src/env/env.ts';
import { ManualClock } from '../../src/env/manual-clock.ts';
import { systemEnv, systemRandom } from '../../src/env/system.ts';
import { BrokenError, type ExitCode, exitCode, UsageError } from '../exit-code.ts';
import { pressFaceKey } from '../oath/face-key.ts';
import { pressLine, pressOnLines } from '../oath/token-lines.ts';
import { type TokenOptions, tokenOf } from '../oath/token-options.ts';
import { isInteractive, toStdout } from '../streams.ts';
import type { FaceView } from '../tui/face-view.ts';

/** The options of `touchstone emulate oath`. */
export interface EmulateOathOptions extends TokenOptions {
  readonly once?: boolean;
  /** With `once`: true time, milliseconds since the epoch. */
  readonly at?: number;
  readonly json?: boolean;
  readonly showSecrets?: boolean;
}

/** `touchstone emulate oath`: a token's face in the terminal, or a line for every press. */
export async function emulateOath(options: EmulateOathOptions, signal: AbortSignal): Promise<ExitCode> {
  if (options.at !== undefined && options.once !== true)
    throw new UsageError('--at: expected with --once, since a token that is watched runs by the system clock');
  const env: Env = options.at === undefined ? systemEnv : { ...systemEnv, clock: new ManualClock(options.at) };
  const token = await tokenOf(options, env);
  const showSecrets = options.showSecrets === true;
  if (options.once === true) return once(token, options.json === true, showSecrets);
  if (options.json === true || !isInteractive() || process.stdin.isTTY !== true) {
    await pressOnLines(
      token,
      env.clock,
      process.stdin,
      (shown) => toStdout(pressLine(token, shown, showSecrets)),
      signal,
    );
    return exitCode.upheld;
  }
  await watch(token, env, showSecrets, signal);
  return exitCode.upheld;
}

async function once(token: OathToken, asJson: boolean, showSecrets: boolean): Promise<ExitCode> {
  const shown = token.press();
  if (shown.kind !== 'code') {
    const because = shown.kind === 'off' ? 'display-off' : shown.because;
    throw new BrokenError(noCode(because, token.serial).message);
  }
  await toStdout(asJson ? pressLine(token, shown, showSecrets) : `${shown.code}\n`);
  return exitCode.upheld;
}

async function watch(token: OathToken, { clock }: Env, showSecrets: boolean, signal: AbortSignal): Promise<void> {
  // ink and react are a chunk of their own
  const { showFace } = await import('../tui/show-face.tsx');
  let note: string | undefined;
  await showFace({
    stdin: process.stdin,
    stdout: process.stdout,
    clock,
    signal,
    view: () => viewOf(token, note, showSecrets),
    onKey: (key) => {
      if (key === 'q') return false;
      note = pressFaceKey(token, key, (length) => systemRandom.bytes(length)) ?? note;
      return true;
    },
  });
}

function viewOf(token: OathToken, note: string | undefined, showSecrets: boolean): FaceView {
  const { profile, serial } = token;
  const { maker, model, kind, hash, digits, periodSeconds } = profile;
  const moving = kind === 'totp' ? `every ${periodSeconds} s` : 'at each press';
  return {
    title: `${maker} ${model}`,
    serial,
    kind,
    format: `${digits} digits ${moving}, ${kind.toUpperCase()} with ${hash}`,
    digits,
    periodSeconds,
    display: token.display(),
    inside: token.inspect(),
    columns: process.stdout.columns,
    note,
    secret: showSecrets ? toBase32(fromHex(token.save().kept.secret)) : undefined,
  };
}
