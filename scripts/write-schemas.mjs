// Writes fixtures/schemas/report.schema.json from the schema in the source.
import { writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const { outputFiles } = await build({
  stdin: { contents: "export { reportSchemaText } from './conformance/report/schema.ts';", resolveDir: process.cwd() },
  bundle: true,
  platform: 'node',
  format: 'esm',
  write: false,
});
const { reportSchemaText } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`
);
await writeFile('fixtures/schemas/report.schema.json', reportSchemaText());
