import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Answer, aimText, type Benchmark, isMeasured, isMet, valueText } from './answer.ts';
import { catalogue } from './cases/catalogue.ts';
import { cbor } from './cases/cbor.ts';
import { getAssertion } from './cases/get-assertion.ts';
import { hidOverUdp } from './cases/hid-over-udp.ts';
import { makeCredential } from './cases/make-credential.ts';
import { modelCommands } from './cases/model-commands.ts';
import { oathCode } from './cases/oath-code.ts';
import { oathFleet } from './cases/oath-fleet.ts';
import { oathSearch } from './cases/oath-search.ts';
import { rotateCredentials } from './cases/rotate-credentials.ts';
import { startUp } from './cases/start-up.ts';
import { verifyAssertion } from './cases/verify-assertion.ts';
import { verifyRegistration } from './cases/verify-registration.ts';
import { wiresPcsc } from './cases/wires-pcsc.ts';
import { wiresUdp } from './cases/wires-udp.ts';
import { benchmarksPage, type Setting } from './page.ts';
import { paces } from './race.ts';

const benchmarks: readonly Benchmark[] = [
  getAssertion,
  makeCredential,
  verifyAssertion,
  rotateCredentials,
  verifyRegistration,
  cbor,
  modelCommands,
  hidOverUdp,
  wiresUdp,
  wiresPcsc,
  startUp,
  oathCode,
  oathSearch,
  oathFleet,
  catalogue,
];

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { quick: { type: 'boolean' }, write: { type: 'boolean' }, only: { type: 'string', multiple: true } },
  });
  const root = positionals[0] ?? process.cwd();
  const { only } = values;
  const chosen = benchmarks.filter(({ name }) => only === undefined || only.some((word) => name.includes(word)));
  if (chosen.length === 0)
    throw new RangeError(`--only: expected one of ${benchmarks.map(({ name }) => name).join(', ')}`);
  const setting = settingOf(values.quick === true ? 'quick' : 'full');
  console.log(`${setting.machine}, ${setting.node}, ${setting.date}, ${setting.pace} pace\n`);
  const scratch = mkdtempSync(join(tmpdir(), 'touchstone-bench-'));
  const answers: Answer[] = [];
  try {
    for (const benchmark of chosen) {
      for (const answer of await benchmark.run({ root, scratch, pace: paces[setting.pace] })) {
        answers.push(answer);
        console.log(lineOf(answer));
      }
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  if (values.write === true) {
    if (only !== undefined) throw new RangeError('--write: expected a run of everything');
    writeFileSync(join(root, 'docs/benchmarks.md'), benchmarksPage(setting, answers));
    console.log('\ndocs/benchmarks.md written');
  }
}

function settingOf(pace: keyof typeof paces): Setting {
  const processors = cpus();
  const load = readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
  return {
    machine: `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}, load ${load}`,
    node: `node ${process.versions.node} (OpenSSL ${process.versions.openssl})`,
    date: new Date().toISOString().slice(0, 10),
    pace,
  };
}

function lineOf(answer: Answer): string {
  if (!isMeasured(answer)) return `skip   ${answer.question}: ${answer.skipped}`;
  const met = isMet(answer);
  const mark = met === undefined ? '      ' : met ? 'met   ' : 'missed';
  return `${mark} ${valueText(answer).padStart(8)} ${aimText(answer.aim).padEnd(7)} ${answer.question}  (${answer.scale})`;
}

await main();
// A binding of PC/SC that waits for its readers keeps a process alive that has nothing left to do.
process.exit();
