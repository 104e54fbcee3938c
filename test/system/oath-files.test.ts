import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toBase64 } from '../../src/bytes/base64.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { importTokens } from '../../src/oath/import-tokens.ts';
import { type PskcEncryption, writePskc } from '../../src/oath/pskc-writer.ts';
import type { TokenRecord } from '../../src/oath/token-record.ts';
import { cleanUpAfterwards, root, start, temporaryFolder } from './processes.ts';

cleanUpAfterwards();

const has = (command: string): boolean => spawnSync(command, ['--help'], { stdio: 'ignore' }).error === undefined;
const missing = ['pskctool', 'oathtool', 'openssl'].filter((command) => !has(command));
const name = missing.length === 0 ? 'libpskc' : `libpskc (skipped: ${missing.join(', ')} missing)`;

/** Where the schemas are: Debian's catalog, unless the environment names another. */
const catalog = process.env['XML_CATALOG_FILES'] ?? '/usr/share/xml/pskc/catalog-pskc.xml';

const batch: readonly TokenRecord[] = Array.from({ length: 12 }, (_, index): TokenRecord => {
  const facts = {
    serial: `26001${index}`,
    secret: seededRandom(`libpskc ${index}`).bytes(16 + index),
    hash: 'SHA1' as const,
    digits: index % 3 === 0 ? 8 : 6,
    manufacturer: 'Touch & <stone>',
    model: `T"1'`,
    issuer: 'Zürich 東京',
    upn: `user${index}@example.org`,
    label: `token ${index}`,
  };
  return index % 4 === 3
    ? { type: 'hotp', counter: index * 1000, ...facts }
    : { type: 'totp', periodSeconds: index % 2 === 0 ? 30 : 60, timeDriftSteps: index - 6, ...facts };
});

async function pskctool(...args: string[]): Promise<{ code: number | null; stdout: string }> {
  const env = existsSync(catalog) ? { XML_CATALOG_FILES: catalog } : {};
  const { code, stdout } = await start('pskctool', args, { env }).ended;
  return { code, stdout };
}

function written(tokens: readonly TokenRecord[], encryption?: PskcEncryption): string {
  const file = join(temporaryFolder(), 'tokens.xml');
  writeFileSync(file, writePskc(tokens, encryption));
  return file;
}

/** The values that pskctool prints for a name, one a key. */
function shown(text: string, label: string): string[] {
  return [...text.matchAll(new RegExp(`^\\t+${label}: (.*)$`, 'gm'))].map(([, value]) => value!);
}

describe.skipIf(missing.length > 0)(name, () => {
  it('reads what we wrote: secrets, counters, intervals, drifts and texts', async () => {
    const { code, stdout } = await pskctool('--info', written(batch));
    expect(code).toBe(0);
    expect(shown(stdout, 'Key Secret \\(base64\\)')).toEqual(batch.map(({ secret }) => toBase64(secret)));
    expect(shown(stdout, 'SerialNo')).toEqual(batch.map(({ serial }) => serial));
    expect(shown(stdout, 'Manufacturer')).toEqual(batch.map(({ manufacturer }) => manufacturer));
    expect(shown(stdout, 'Issuer')).toEqual(batch.map(({ issuer }) => issuer));
    expect(shown(stdout, 'Response Format Length')).toEqual(batch.map(({ digits }) => `${digits}`));
    const totps = batch.filter((token) => token.type === 'totp');
    expect(shown(stdout, 'Key TimeInterval')).toEqual(totps.map(({ periodSeconds }) => `${periodSeconds}`));
    // it takes a negative drift for a number without a sign: found by this test, in libpskc 2.6.7
    const drifts = totps.map(({ timeDriftSteps }) => `${timeDriftSteps! >>> 0}`).filter((drift) => drift !== '0');
    expect(shown(stdout, 'Key TimeDrift').filter((drift) => drift !== '0')).toEqual(drifts);
    const counters = batch.flatMap((token) => (token.type === 'hotp' ? [`${token.counter}`] : []));
    expect(shown(stdout, 'Key Counter')).toEqual(counters);
  });

  it.each([
    ['plain', undefined],
    ['under a key', { key: new Uint8Array(16).fill(5), random: seededRandom('key') }],
    ['under a password', { password: 'correct horse', random: seededRandom('password') }],
    [
      'under a password, all with SHA-256',
      { password: 'x', hash: 'SHA256' as const, random: seededRandom('password') },
    ],
  ])('finds what we wrote %s right by the schema of RFC 6030', async (_how, encryption) => {
    const { stdout } = await pskctool('--validate', written(batch, encryption));
    expect(stdout.trim()).toBe('OK');
  });

  it('writes what we read: signed, in XML of its own', async () => {
    const folder = temporaryFolder();
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const request = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=touchstone',
      '-keyout',
      key,
      '-out',
      certificate,
    ];
    expect((await start('openssl', request).ended).code).toBe(0);
    const { code, stdout } = await pskctool('--sign', '--sign-key', key, '--sign-crt', certificate, written(batch));
    expect(code).toBe(0);
    expect(stdout).toContain('<SignatureValue>');
    const { tokens, failures, remarks } = importTokens(stdout);
    expect({ tokens, failures }).toEqual({ tokens: batch, failures: [] });
    expect(remarks).toContain('the signature of the container was not checked');
    expect(remarks.join()).toContain('libpskc');
  });

  it('agrees with us on the plain figures of RFC 6030', async () => {
    for (const figure of [2, 3, 10]) {
      const file = join(root, `fixtures/oath/rfc6030-figure${figure}.xml`);
      const { stdout } = await pskctool('--info', file);
      const { tokens } = importTokens(readFileSync(file, 'utf8'));
      expect(shown(stdout, 'Key Secret \\(base64\\)')).toEqual(tokens.map(({ secret }) => toBase64(secret)));
    }
  });

  it('makes with oathtool the codes that a token has after its way through every format', async () => {
    const file = written(batch.slice(0, 3));
    const { tokens } = importTokens(readFileSync(file, 'utf8'));
    for (const token of tokens) {
      if (token.type !== 'totp') continue;
      const hex = Buffer.from(token.secret).toString('hex');
      const args = [
        '--totp',
        `--digits=${token.digits}`,
        `--time-step-size=${token.periodSeconds}s`,
        '--now=2026-01-01 00:00:00 UTC',
        hex,
      ];
      const ours = [
        'oath',
        'code',
        '--secret',
        hex,
        '--hex',
        '--digits',
        `${token.digits}`,
        '--period',
        `${token.periodSeconds}`,
      ];
      const { stdout } = await start('oathtool', args).ended;
      const code = await start(process.execPath, [join(root, 'dist/touchstone.js'), ...ours, '--at', '1767225600'])
        .ended;
      expect(code.stdout).toBe(stdout);
    }
  });
});
