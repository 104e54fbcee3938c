// Fills the tables of docs/verifier.md from the sources of the verifier. `--check` only says whether they are current.
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const room = './src/verifier/webauthn';
const { outputFiles } = await build({
  stdin: {
    contents: [
      `export { registrationSteps } from '${room}/registration-steps.ts';`,
      `export { assertionSteps } from '${room}/assertion-steps.ts';`,
      `export { demands, profiles, relaxations } from '${room}/profile.ts';`,
      `export { refusalCodes } from '${room}/refusal-code.ts';`,
    ].join('\n'),
    resolveDir: process.cwd(),
  },
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
});
const { registrationSteps, assertionSteps, demands, profiles, relaxations, refusalCodes } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
);

const clauseOf = ({ document, section, step }) =>
  `${document === 'WebAuthn Level 3' ? '' : `${document} `}${section}${step === undefined ? '' : ` step ${step}`}`;
const stepsTable = (title, steps) => [
  `### ${title}`,
  '',
  '| clause | duty |',
  '|---|---|',
  ...Object.values(steps).map(({ spec, says }) => `| ${clauseOf(spec)} | ${says} |`),
];
const waivedBy = (relaxation) =>
  Object.values(profiles)
    .filter(({ waives }) => waives[relaxation] === true)
    .map(({ name }) => name)
    .join(', ');
const demandedBy = (demand) =>
  Object.values(profiles)
    .filter((profile) => profile.demands?.[demand] !== undefined)
    .map(({ name }) => name)
    .join(', ');

const tables = {
  steps: [...stepsTable('Registration', registrationSteps), '', ...stepsTable('Authentication', assertionSteps)],
  switches: [
    '| waives | what it lets through | waived by |',
    '|---|---|---|',
    ...Object.entries(relaxations).map(([name, says]) => `| \`${name}\` | ${says} | ${waivedBy(name)} |`),
    '',
    '| demands | what must hold | demanded by |',
    '|---|---|---|',
    ...Object.entries(demands).map(([name, says]) => `| \`${name}\` | ${says} | ${demandedBy(name)} |`),
  ],
  codes: [`${refusalCodes.length} codes: ${refusalCodes.map((code) => `\`${code}\``).join(', ')}.`],
};

const path = 'docs/verifier.md';
const before = readFileSync(path, 'utf8');
const after = Object.entries(tables).reduce(
  (text, [name, lines]) =>
    text.replace(new RegExp(`<!-- ${name} -->[\\s\\S]*?<!-- /${name} -->`), () =>
      [`<!-- ${name} -->`, '', ...lines, '', `<!-- /${name} -->`].join('\n'),
    ),
  before,
);
if (!process.argv.includes('--check')) writeFileSync(path, after);
else if (before !== after) {
  process.stderr.write(`${path}: expected the tables of the sources; run node scripts/write-verifier-docs.mjs\n`);
  process.exitCode = 1;
}
