// Prints `PASSED FAILED SKIPPED` of a vitest JSON report, and on stderr each skipped test with its reason.
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const tests = report.testResults.flatMap((file) => file.assertionResults);
const count = (...states) => tests.filter((test) => states.includes(test.status)).length;
// A file that could not be loaded holds no test, but it failed.
const brokenFiles = report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
for (const test of tests.filter((one) => ['skipped', 'pending', 'todo'].includes(one.status))) {
  process.stderr.write(`skipped: ${test.fullName}\n`);
}
process.stdout.write(
  `${count('passed')} ${count('failed') + brokenFiles.length} ${count('skipped', 'pending', 'todo', 'disabled')}\n`,
);
