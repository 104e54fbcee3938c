import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { jsonOtpVerifier } from '../../conformance/engine/json-otp-verifier.ts';
import { oathVerifierSession } from '../../conformance/engine/oath-verifier-session.ts';
import type { SubjectSession } from '../../conformance/engine/subject-session.ts';
import type { OtpContext, OtpFacts } from '../../conformance/vocabulary/oath-verifier.ts';
import { PartyError } from '../../conformance/vocabulary/relying-party.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { callLater, systemClock } from '../../src/env/system.ts';
import type { OpenHow } from './open-how.ts';
import type { ExecTarget } from './target.ts';

const TIMEOUT_MS = 10_000;
const LONGEST_COMPLAINT = 400;

/** Opens a command that verifies one-time codes; it is started at its first request, and again when it ended and a token is enrolled. */
export function openExec(target: ExecTarget, how: Pick<OpenHow, 'seed'>): SubjectSession<OtpContext, OtpFacts> {
  const command = new LineCommand(target.command);
  const { verifier, claims } = jsonOtpVerifier(
    (op, request) => command.ask(op, request),
    async () => command.close(),
  );
  return oathVerifierSession(verifier, {
    uri: target.uri,
    transport: 'command',
    env: { clock: systemClock, random: seededRandom(`harness/${how.seed}`) },
    claims,
  });
}

/** A command that answers each line with a line. Requests are made one after another. */
export class LineCommand {
  readonly #command: string;
  readonly #timeoutMs: number;
  #running: Running | undefined;

  constructor(command: string, timeoutMs = TIMEOUT_MS) {
    this.#command = command;
    this.#timeoutMs = timeoutMs;
  }

  /** The answer to a request, read from its line. Rejects with `PartyError`. */
  ask(op: string, request: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (this.#running?.ended !== undefined && (op === 'enroll' || op === 'describe')) this.#running = undefined;
    this.#running ??= started(this.#command);
    const running = this.#running;
    return new Promise((resolve, reject) => {
      const fail = (kind: PartyError['kind'], because: string): void =>
        reject(new PartyError(kind, `${op}: ${because}`));
      if (running.ended !== undefined) return fail('link', running.ended);
      // A late answer must not be taken for that of the next request: the command is ended.
      const patience = callLater(this.#timeoutMs, () => {
        const because = `no answer within ${this.#timeoutMs} ms`;
        running.ended ??= because;
        stop(running);
        settle(() => fail('link', because));
      });
      const settle = (end: () => void): void => {
        patience();
        running.waiting = undefined;
        end();
      };
      running.waiting = {
        line: (line) =>
          settle(() => {
            try {
              resolve(JSON.parse(line));
            } catch {
              fail('protocol', `expected a line of JSON, received ${JSON.stringify(line.slice(0, 200))}`);
            }
          }),
        ended: (because) => settle(() => fail('link', because)),
      };
      running.child.stdin.write(`${JSON.stringify({ op, ...request })}\n`);
    });
  }

  /** Ends the command. */
  close(): void {
    if (this.#running !== undefined) stop(this.#running);
    this.#running = undefined;
  }
}

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** Who waits for a line. */
  waiting: { readonly line: (line: string) => void; readonly ended: (because: string) => void } | undefined;
  /** Why no more lines come. */
  ended: string | undefined;
}

/** Ends a command, and whatever it started. */
function stop({ child }: Running): void {
  child.stdin.end();
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch (error) {
    // It ended of itself in the meantime.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function started(command: string): Running {
  // A group of its own, so that all of it can be ended.
  const child = spawn('sh', ['-c', command], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  const running: Running = { child, waiting: undefined, ended: undefined };
  let complaint = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    complaint = `${complaint}${text}`.slice(-LONGEST_COMPLAINT);
  });
  // A line that nobody asked for answers nothing.
  createInterface({ input: child.stdout }).on('line', (line) => running.waiting?.line(line));
  const end = (because: string): void => {
    running.ended ??= because;
    running.waiting?.ended(because);
  };
  // A command that reads no more may still have spoken; that it ended is told by `close`.
  child.stdin.on('error', () => undefined);
  child.on('error', (error) => end(error.message));
  child.on('close', (code, signal) => {
    const last = complaint.trim().split('\n').at(-1) ?? '';
    end(`the command ended (${signal ?? `exit ${code}`})${last === '' ? '' : `: ${last}`}`);
  });
  return running;
}
