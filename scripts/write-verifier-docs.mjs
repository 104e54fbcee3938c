// Fills the tables of docs/verifier.md from the sources of the verifier. `--check` only says whether they are current.
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const room = './src/verifier/webauthn';
const { outputFiles } = await build({
  stdin: {
    contents: [
      `export { registrationSteps } from '${room}/registration-steps.ts';`,
      `export { assertionSteps } from '${room}/assertion-steps.ts';`,
      `export { extensionRules } from '${room}/extension-rules.ts';`,
      `export { statementSteps } from '${room}/judge-statement.ts';`,
      `export { noneSteps } from '${room}/formats/none.ts';`,
      `export { packedSteps } from '${room}/formats/packed.ts';`,
      `export { certificateSteps } from '${room}/attestation-certificate.ts';`,
      `export { tpmSteps } from '${room}/formats/tpm.ts';`,
      `export { aikCertificateSteps } from '${room}/tpm/aik-certificate.ts';`,
      `export { androidKeySteps } from '${room}/formats/android-key.ts';`,
      `export { safetyNetSteps } from '${room}/formats/android-safetynet.ts';`,
      `export { fidoU2fSteps } from '${room}/formats/fido-u2f.ts';`,
      `export { appleSteps } from '${room}/formats/apple.ts';`,
      `export { compoundSteps } from '${room}/compound.ts';`,
      `export { trustPathSteps } from '${room}/trust-path.ts';`,
      `export { revocationSteps } from '${room}/revocation.ts';`,
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
const sources = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
const { registrationSteps, assertionSteps, demands, profiles, relaxations, refusalCodes } = sources;
const statements = {
  none: [sources.noneSteps],
  packed: [sources.packedSteps, sources.certificateSteps],
  tpm: [sources.tpmSteps, sources.aikCertificateSteps],
  'android-key': [sources.androidKeySteps],
  'android-safetynet': [sources.safetyNetSteps],
  'fido-u2f': [sources.fidoU2fSteps],
  apple: [sources.appleSteps],
  compound: [sources.compoundSteps],
};

const clauseOf = ({ document, section, step }) =>
  `${document === 'WebAuthn Level 3' ? '' : `${document} `}${section}${step === undefined ? '' : ` step ${step}`}`;
const stepsTable = (title, ...lists) => [
  `### ${title}`,
  '',
  '| clause | duty |',
  '|---|---|',
  ...lists.flatMap((steps) => Object.values(steps)).map(({ spec, says }) => `| ${clauseOf(spec)} | ${says} |`),
];
const of = (ceremony, steps) =>
  Object.fromEntries(
    Object.entries(steps).filter(([name]) => {
      const rule = sources.extensionRules.find(({ step }) => step === name);
      return rule === undefined || rule.ceremonies.includes(ceremony);
    }),
  );
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
  steps: [
    ...stepsTable('Registration', of('registration', registrationSteps)),
    '',
    ...stepsTable('Authentication', of('assertion', assertionSteps)),
    ...Object.entries(statements).flatMap(([format, lists]) => ['', ...stepsTable(`Statement: ${format}`, ...lists)]),
    '',
    ...stepsTable(
      'Policy, trust paths and revocation',
      sources.statementSteps,
      sources.trustPathSteps,
      sources.revocationSteps,
    ),
  ],
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
