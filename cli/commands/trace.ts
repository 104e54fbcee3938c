import { toHex } from '../../src/bytes/hex.ts';
import { commandName } from '../../src/ctap2/commands.ts';
import { describeRequest, describeResponse } from '../../src/ctap2/describe.ts';
import { requestMembers, responseMembers } from '../../src/ctap2/named-members.ts';
import { statusName } from '../../src/ctap2/status.ts';
import type { Transcript } from '../../src/transport/transcript-line.ts';
import { type TranscriptMessage, transcriptMessages } from '../../src/transport/transcript-messages.ts';
import { columns, counted } from '../columns.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { toStdout, toStdoutAsJson } from '../streams.ts';
import { readTranscriptFile } from '../targets/trace.ts';

/** The options of `touchstone trace`. */
export interface TraceOptions {
  readonly json?: boolean;
  readonly frames?: boolean;
}

/** `touchstone trace FILE`. */
export async function trace(file: string, options: TraceOptions): Promise<ExitCode> {
  const transcript = await readTranscriptFile(file);
  const messages = transcriptMessages(transcript, { request: describeRequest, response: describeResponse });
  if (options.json === true) {
    const { header } = transcript;
    await toStdoutAsJson({ header, messages: messages.map((message) => asJson(message, options.frames === true)) });
  } else await toStdout(asText(transcript, messages, options.frames === true));
  return exitCode.upheld;
}

function asText({ header }: Transcript, messages: readonly TranscriptMessage[], withFrames: boolean): string {
  const { target, startedAt, seed, secrets, tool } = header;
  const head = [
    ['target', target],
    ['recorded', `${startedAt} by ${tool?.name ?? 'touchstone'} ${tool?.version ?? ''}`],
    ['seed', `${seed}`],
    ['secrets', secrets === 'kept' ? 'kept' : 'redacted'],
  ];
  const problems = messages.filter(({ problem }) => problem !== undefined);
  const verdict = problems.length === 0 ? [] : ['', `${counted(problems.length, 'error')} of framing`];
  const lines = messages.flatMap((message) => textOf(message, withFrames));
  return `${columns(head)}\n${[...lines, ...verdict].join('\n')}\n`;
}

function textOf(message: TranscriptMessage, withFrames: boolean): string[] {
  const { line, t, direction, channel, wire, says, redacted, problem, frames } = message;
  const lead = `${`${line}`.padStart(5)}  +${t} ms`;
  if (direction === undefined) return [`${lead}  -- ${says}`];
  const place = channel === undefined ? '' : `${channel} `;
  const packets =
    wire === 'hid' && frames.length > 1 && message.command !== 'KEEPALIVE' ? ` in ${frames.length} reports` : '';
  const hidden = redacted.length === 0 ? '' : ` (redacted: ${redacted.join(', ')})`;
  // Redacted text is zeros: their number is what it still tells.
  const shown = says.replace(/(?:\\u0000)+/g, (zeros) => `(${zeros.length / 6} bytes)`);
  return [
    `${lead}  ${direction === 'out' ? '→' : '←'} ${place}${shown}${packets}${hidden}`,
    ...(problem === undefined ? [] : [`       error of framing: ${problem}`]),
    ...(withFrames ? frames.map((frame) => `       line ${frame.line}: ${toHex(frame.bytes)}`) : []),
  ];
}

function asJson(message: TranscriptMessage, withFrames: boolean): Record<string, unknown> {
  const { frames, ctap, direction, redacted, ...rest } = message;
  return {
    ...rest,
    ...(direction === undefined ? {} : { direction, frameCount: frames.length }),
    ...(ctap === undefined ? {} : { ctap: ctapAsJson(ctap, direction) }),
    ...(redacted.length === 0 ? {} : { redacted }),
    ...(withFrames ? { frames: frames.map(({ line, t, bytes }) => ({ line, t, bytes: toHex(bytes) })) } : {}),
  };
}

function ctapAsJson(
  { command, bytes }: NonNullable<TranscriptMessage['ctap']>,
  direction: 'out' | 'in' | undefined,
): unknown {
  const common = { command: commandName(command), bytes: toHex(bytes) };
  if (direction === 'out') return { ...common, members: requestMembers(bytes) };
  return { ...common, status: statusName(bytes[0] ?? 0), members: responseMembers(command, bytes) };
}
