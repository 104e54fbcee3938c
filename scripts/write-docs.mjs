// Writes docs/rules.md and docs/faults.md from the catalogues of the built binary. `--check` only says whether they are current.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const list = (name) =>
  JSON.parse(execFileSync(process.execPath, [`${root}dist/touchstone.js`, name, '--json'], { maxBuffer: 1 << 26 }));
const rules = list('rules');
const faults = list('faults');

/** `ctap2.make-credential.exclude-list.own` → `ctap2.make-credential`; `hid.busy.waiting` → `hid`. */
const familyOf = (id) => {
  const [house, ...rest] = id.split('.');
  if (house === 'oath') return [house, ...rest.slice(0, rest.length > 2 ? 2 : 1)].join('.');
  if (house === 'verifier') return [house, ...rest.slice(0, rest.length > 2 ? 2 : 1)].join('.');
  return house === 'ctap2' ? `${house}.${rest[0]}` : house;
};

function grouped(items, groupOf) {
  const groups = new Map();
  for (const item of items) groups.set(groupOf(item), [...(groups.get(groupOf(item)) ?? []), item]);
  return [...groups];
}

const citation = ({ document, section, step }) => `${document} ${section}${step === undefined ? '' : ` step ${step}`}`;

function needsOf({ needs, runs }) {
  const words = Object.entries(needs).map(([name, value]) => (value === true ? name : `${name} ${value}`));
  return [`${runs} run${runs === 1 ? '' : 's'}`, ...words].join(', ');
}

const killers = new Map();
for (const { id, caughtBy } of faults)
  for (const rule of caughtBy) killers.set(rule, [...(killers.get(rule) ?? []), id]);

const rulesPage = [
  '# Rules',
  '',
  'Written by `node scripts/write-docs.mjs` from the catalogue. `touchstone explain RULE` tells the same of one rule.',
  `${rules.length} rules, of which ${rules.filter(({ level }) => level === 'MUST').length} are a MUST.`,
  ...grouped(rules, ({ id }) => familyOf(id)).flatMap(([family, own]) => [
    '',
    `## ${family}`,
    ...own.flatMap((rule) => [
      '',
      `### ${rule.id}`,
      '',
      `${rule.level}. ${rule.says}`,
      '',
      `- clause: ${rule.spec.map(citation).join('; ')}`,
      `- needs: ${needsOf(rule)}`,
      `- kills: ${(killers.get(rule.id) ?? ['nothing']).join(', ')}`,
    ]),
  ]),
  '',
].join('\n');

const faultsPage = [
  '# Faults',
  '',
  'Written by `node scripts/write-docs.mjs` from the catalogue. A key with one of them: `sim:fido2?fault=ID`; a relying party: `sim:verifier?fault=ID`; a token of one-time codes: `sim:oath?fault=ID`; a verifier of them: `sim:otp-verifier?fault=ID`.',
  `${faults.length} faults, of which ${faults.filter(({ level }) => level === 'SHOULD').length} break only a SHOULD.`,
  ...grouped(faults, ({ id }) => id.split('.').slice(0, 2).join('.')).flatMap(([family, own]) => [
    '',
    `## ${family}`,
    '',
    '| fault | does | level | caught by |',
    '|---|---|---|---|',
    ...own.map(({ id, fault, level, caughtBy }) => `| ${id} | ${fault} | ${level} | ${caughtBy.join(', ')} |`),
  ]),
  '',
].join('\n');

const pages = { 'docs/rules.md': rulesPage, 'docs/faults.md': faultsPage };
for (const [path, text] of Object.entries(pages)) {
  if (!process.argv.includes('--check')) writeFileSync(root + path, text);
  else if (readFileSync(root + path, 'utf8') !== text) {
    console.error(`${path} is not current: run node scripts/write-docs.mjs`);
    process.exitCode = 1;
  }
}
