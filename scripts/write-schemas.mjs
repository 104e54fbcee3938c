// Writes the schemas of fixtures/schemas from the sources that hold them.
import { writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const { outputFiles } = await build({
  stdin: {
    contents: [
      "export { reportSchemaText } from './conformance/report/schema.ts';",
      "export { transcriptSchemaText } from './src/transport/transcript-schema.ts';",
      "export { verifierProfileSchemaText } from './src/verifier/webauthn/parse-profile.ts';",
    ].join('\n'),
    resolveDir: process.cwd(),
  },
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
});
const { reportSchemaText, transcriptSchemaText, verifierProfileSchemaText } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
);
await writeFile('fixtures/schemas/report.schema.json', reportSchemaText());
await writeFile('fixtures/schemas/verifier-profile.schema.json', verifierProfileSchemaText());
await writeFile('fixtures/schemas/transcript.schema.json', transcriptSchemaText());
