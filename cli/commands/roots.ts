import { toBase64 } from '../../src/bytes/base64.ts';
import { testAuthority, testRoots } from '../../src/ceremonies/authority.ts';
import { madeAaguid } from '../../src/ceremonies/make-registration.ts';
import { makeMetadataBlob } from '../../src/ceremonies/metadata-blob.ts';
import { testRevocationLists } from '../../src/ceremonies/spoils/revoked.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { type ExitCode, exitCode } from '../exit-code.ts';
import { toStdout, toStdoutAsJson } from '../streams.ts';

/** The options of `touchstone roots`. */
export interface RootsOptions {
  readonly crl?: boolean;
  readonly metadata?: boolean;
  readonly json?: boolean;
}

/** `touchstone roots`: what a relying party under test is to be told, so that our attestations can be trusted there. */
export async function roots(options: RootsOptions): Promise<ExitCode> {
  const certificates = testRoots().map((der) => pem('CERTIFICATE', der));
  const lists = testRevocationLists().map((der) => pem('X509 CRL', der));
  const blob = makeMetadataBlob(
    { models: [{ aaguid: madeAaguid, description: 'Touchstone test model', roots: testRoots() }] },
    { random: seededRandom('fixtures/metadata'), authority: testAuthority() },
  );
  if (options.json === true) await toStdoutAsJson({ certificates, revocationLists: lists, metadata: blob });
  else if (options.metadata === true) await toStdout(`${blob}\n`);
  else await toStdout((options.crl === true ? lists : certificates).join(''));
  return exitCode.upheld;
}

function pem(label: string, der: Uint8Array): string {
  const lines = toBase64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
