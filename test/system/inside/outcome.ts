import { expect } from 'vitest';
import type { Outcome } from '../processes.ts';

/** What an inside suite came to. */
export interface InsideOutcome {
  readonly passed: number;
  readonly skipped: number;
  /** Titles and first lines of what failed. */
  readonly failures: readonly string[];
}

interface Json {
  readonly numPassedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** The command that runs one inside suite. */
export function insideSuite(name: string): string[] {
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/system/inside/vitest.config.ts'];
  return [process.execPath, ...vitest, `test/system/inside/${name}.inside.ts`];
}

/** Reads what vitest's JSON reporter said. Fails where it said nothing. */
export function insideOutcome({ stdout, stderr, code }: Outcome): InsideOutcome {
  const at = stdout.indexOf('{"numTotalTestSuites"');
  expect({ begun: at >= 0, stderr: at >= 0 ? '' : stderr, code: at >= 0 ? 0 : code }).toEqual({
    begun: true,
    stderr: '',
    code: 0,
  });
  const json = JSON.parse(stdout.slice(at).split('\n', 1)[0]!) as Json;
  const failures = json.testResults.flatMap(({ message, assertionResults }) => [
    ...(assertionResults.length === 0 && message !== undefined && message !== '' ? [message] : []),
    ...assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages[0]?.split('\n', 1)[0]}`),
  ]);
  return { passed: json.numPassedTests, skipped: json.numPendingTests, failures };
}
