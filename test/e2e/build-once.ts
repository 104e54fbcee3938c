import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The transcripts run against the built binary: builds it when it is stale. */
export default function buildOnce(): void {
  const script = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url));
  execFileSync(process.execPath, [script, '--if-stale'], { stdio: 'inherit' });
}
