import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../src/env/system.ts';
import { freeTcpPort } from '../unit/transport/free-tcp-port.ts';
import { cleanUpAfterwards, startTouchstone, temporaryFolder, until } from './processes.ts';

cleanUpAfterwards();

interface Report {
  readonly summary: { readonly rules: number; readonly violated: number };
  readonly interrupted?: string;
}

/** A run that is under way: two seconds into it. */
const MID_RUN_MS = 2000;
/** 10 s for the run, and room for a busy machine. */
const MOST_MS = 14_000;

const wires = [
  { wire: 'udp', on: (port: number) => `udp:${port}`, target: (port: number) => `udp:127.0.0.1:${port}` },
  { wire: 'tcp', on: (port: number) => `tcp:${port}`, target: (port: number) => `tcp:127.0.0.1:${port}` },
  { wire: 'vpcd', on: (port: number) => `vpcd:${port}?wait`, target: (port: number) => `vpcd:${port}` },
] as const;
const blows = [
  { what: 'is gone', signal: 'SIGKILL' },
  { what: 'falls silent', signal: 'SIGSTOP' },
] as const;
const cases = wires.flatMap((wire) => blows.map((blow) => ({ ...wire, ...blow })));

describe('a wire that breaks in mid-run', () => {
  it.concurrent.each(cases)(
    'when the peer over $wire $what, then test exits 2 within 10 s, with one line and a report',
    async ({ on, target, signal }) => {
      const port = await freeTcpPort();
      const report = join(temporaryFolder(), 'report.json');
      const key = startTouchstone(['emulate', 'fido2', '--on', on(port)]);
      await until(key, ({ stdout, stderr }) => /listening|waiting/.test(stdout + stderr));
      const run = startTouchstone(['test', target(port), '--no-tui', '--report', `json=${report}`]);
      await until(run, ({ stdout }) => stdout.includes('judging'));
      await new Promise((resolve) => setTimeout(resolve, MID_RUN_MS));
      const struckMs = monotonicMs();
      key.child.kill(signal);
      const { code, stderr } = await run.ended;
      const tookMs = monotonicMs() - struckMs;
      key.child.kill('SIGKILL');
      expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/^touchstone: [^\n]+\n$/) });
      expect(tookMs).toBeLessThan(MOST_MS);
      const { summary, interrupted } = JSON.parse(readFileSync(report, 'utf8')) as Report;
      expect(interrupted).toMatch(/does not answer|fell silent|did not open/);
      expect(summary.violated).toBe(0);
      expect(summary.rules).toBeGreaterThan(0);
    },
  );
});
