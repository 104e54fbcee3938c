// Writes fixtures/metadata: a metadata BLOB of a model that does not exist, and the root that it is signed under.
import { rm, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const { outputFiles } = await build({
  stdin: {
    contents: `export { makeMetadataBlob } from './src/ceremonies/metadata-blob.ts';
      export { testAuthority, testRoots } from './src/ceremonies/authority.ts';
      export { madeAaguid } from './src/ceremonies/make-registration.ts';
      export { seededRandom } from './src/env/seeded-random.ts';`,
    resolveDir: process.cwd(),
  },
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  outfile: 'metadata.mjs',
  write: false,
});
const bundle = new URL('../node_modules/.touchstone-metadata.mjs', import.meta.url);
await writeFile(bundle, outputFiles[0].text);
const { makeMetadataBlob, testAuthority, testRoots, madeAaguid, seededRandom } = await import(bundle.href);
const blob = makeMetadataBlob(
  { models: [{ aaguid: madeAaguid, description: 'Touchstone test model', roots: testRoots() }] },
  { random: seededRandom('fixtures/metadata'), authority: testAuthority() },
);
await rm(bundle);
await writeFile('fixtures/metadata/blob.jwt', `${blob}\n`);
const base64 = Buffer.from(testRoots()[0])
  .toString('base64')
  .match(/.{1,64}/g)
  .join('\n');
await writeFile('fixtures/metadata/root.pem', `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`);
