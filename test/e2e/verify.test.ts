import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toBase64url } from '../../src/bytes/base64url.ts';
import { toHex } from '../../src/bytes/hex.ts';
import { soundVariant } from '../../src/ceremonies/algorithms.ts';
import { testAuthority } from '../../src/ceremonies/authority.ts';
import { makeAssertion } from '../../src/ceremonies/make-assertion.ts';
import { makeRegistration } from '../../src/ceremonies/make-registration.ts';
import { sha256 } from '../../src/crypto/hash.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { touchstone } from './touchstone.ts';

const metadata = new URL('../../fixtures/metadata/', import.meta.url).pathname;
const root = join(metadata, 'root.pem');
const random = seededRandom('test/e2e/verify');
const challenge = random.bytes(32);
const request = { challenge, origin: 'https://login.example.org', rpId: 'example.org', userHandle: random.bytes(16) };
const tools = { random, authority: testAuthority() };
const made = makeRegistration(request, soundVariant({ attestation: 'packed-x5c' }), tools);
const asserted = makeAssertion(
  request,
  made.credential,
  { userVerified: true, backupState: false, counterStep: 1, userHandle: true },
  tools,
);
const expectations = ['--challenge', toBase64url(challenge), '--origin', request.origin, '--rp-id', request.rpId];

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'touchstone-verify-'));
  writeFileSync(join(cwd, 'registration.json'), JSON.stringify(made.response));
  writeFileSync(join(cwd, 'assertion.json'), JSON.stringify(asserted.response));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

describe('touchstone verify', () => {
  it('when a sound registration is given, then it exits 0 and shows every step', async () => {
    const { code, stdout } = await touchstone(
      ['verify', 'registration', 'registration.json', ...expectations, '--anchors', root],
      { cwd },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^accepted\n\n/);
    expect(stdout).toMatch(/passed +7\.1 step 14 +rpIdHash is SHA-256 of the RP ID/);
    expect(stdout).toContain('attestation  packed (basic, trusted)');
  });

  it('when nothing is expected, then the response is judged for the rest and what was not judged is named', async () => {
    const { code, stdout } = await touchstone(['verify', 'registration', 'registration.json', '--json'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'accepted', assumed: ['challenge', 'origin', 'rp-id'] });
    const { steps } = JSON.parse(stdout) as { steps: { section: string; step?: string; outcome: string }[] };
    const outcomes = ['8', '9', '14', '15'].map((step) => steps.find((one) => one.step === step)?.outcome);
    expect(outcomes).toEqual(['not-requested', 'not-requested', 'not-requested', 'passed']);
  });

  it('when another RP ID is expected, then it exits 1 with the step that failed', async () => {
    const { code, stdout } = await touchstone(
      ['verify', 'registration', 'registration.json', '--rp-id', 'example.com', '--json'],
      { cwd },
    );
    expect(code).toBe(1);
    const verdict = JSON.parse(stdout);
    expect(verdict).toMatchObject({ kind: 'rejected', code: 'rp-id-mismatch', spec: { section: '7.1', step: '14' } });
    expect(verdict.steps.at(-1)).toMatchObject({ outcome: 'failed' });
  });

  it('when an assertion is given with the credential that a registration printed, then it exits 0', async () => {
    const registered = await touchstone(['verify', 'registration', 'registration.json', '--json'], { cwd });
    writeFileSync(join(cwd, 'credential.json'), registered.stdout);
    const args = [
      'verify',
      'assertion',
      'assertion.json',
      ...expectations,
      '--credential',
      'credential.json',
      '--json',
    ];
    const accepted = await touchstone(args, { cwd });
    expect(accepted.code).toBe(0);
    expect(JSON.parse(accepted.stdout)).toMatchObject({ kind: 'accepted', update: { signCount: 2 }, assumed: [] });
    const again = await touchstone([...args, '--sign-count', '2'], { cwd });
    expect(again.code).toBe(1);
    expect(JSON.parse(again.stdout)).toMatchObject({ code: 'counter-went-back' });
  });

  it('when options listed other credentials, then the assertion is refused', async () => {
    const publicKey = ['--public-key', toHex(made.credential.publicKeyBytes), '--sign-count', '1', '--json'];
    const judge = async (id: string): Promise<unknown> => {
      const options = { rpId: request.rpId, allowCredentials: [{ type: 'public-key', id }] };
      writeFileSync(join(cwd, 'bundle.json'), JSON.stringify({ response: asserted.response, options }));
      return JSON.parse((await touchstone(['verify', 'assertion', 'bundle.json', ...publicKey], { cwd })).stdout);
    };
    expect(await judge('AAAA')).toMatchObject({ kind: 'rejected', code: 'credential-not-allowed' });
    expect(await judge((asserted.response as { id: string }).id)).toMatchObject({ kind: 'accepted' });
  });

  it.each<[string, unknown, string[]]>([
    ['a user verification that is none', { expected: { userVerification: 'REQUIRED' } }, []],
    ['a listed id that is none', { expected: { allowCredentials: ['*'] } }, []],
    ['a stored key that is none', { credential: { publicKey: '*' } }, []],
    ['a user handle that is none', { credential: { publicKey: 'AA', userHandle: '*' } }, []],
    ['an anchor that is none', {}, ['--anchors', 'anchor.der']],
  ])('when a file has %s, then it exits 3 and says where', async (_, parts, args) => {
    writeFileSync(join(cwd, 'anchor.der'), Uint8Array.of(0x30, 0x00));
    const bundle = { response: asserted.response, expected: {}, ...(parts as object) };
    writeFileSync(join(cwd, 'bundle.json'), JSON.stringify(bundle));
    const { code, stderr } = await touchstone(['verify', 'assertion', 'bundle.json', ...args], { cwd });
    expect(code).toBe(3);
    expect(stderr).toMatch(/^touchstone: .*(bundle\.json|credential|anchor\.der)/);
  });

  it('when the public key is on the command line, then a file of the credential is not needed', async () => {
    const key = toHex(made.credential.publicKeyBytes);
    const args = ['verify', 'assertion', 'assertion.json', '--public-key', key, '--sign-count', '1'];
    expect((await touchstone(args, { cwd })).code).toBe(0);
    const missing = await touchstone(args.slice(0, 3), { cwd });
    expect(missing).toMatchObject({ code: 3, stdout: '' });
    expect(missing.stderr).toContain('expected the credential');
  });

  it('when the file holds base64url of the JSON, or an attestation object alone, then both are judged', async () => {
    writeFileSync(join(cwd, 'r.b64'), `${toBase64url(Buffer.from(JSON.stringify(made.response)))}\n`);
    expect((await touchstone(['verify', 'registration', 'r.b64'], { cwd })).code).toBe(0);
    writeFileSync(join(cwd, 'object.b64'), toBase64url(made.bytes.attestationObject));
    const alone = ['verify', 'registration', 'object.b64'];
    expect((await touchstone(alone, { cwd })).stderr).toContain('--client-data-hash');
    const hash = toHex(sha256(made.bytes.clientDataJSON));
    const judged = [...alone, '--client-data-hash', hash, '--rp-id', 'example.org'];
    expect((await touchstone(judged, { cwd })).code).toBe(0);
    const other = await touchstone(
      [...alone, '--client-data-hash', toHex(sha256(new Uint8Array(1))), '--rp-id', 'example.org', '--json'],
      { cwd },
    );
    expect(other.code).toBe(1);
    expect(JSON.parse(other.stdout)).toMatchObject({ code: 'attestation-signature-invalid' });
  });

  it('when the file carries what was expected, then nothing is assumed', async () => {
    const options = {
      rp: { id: 'example.org', name: 'x' },
      challenge: toBase64url(challenge),
      pubKeyCredParams: [{ type: 'public-key', alg: -257 }],
    };
    writeFileSync(
      join(cwd, 'bundle.json'),
      JSON.stringify({ options, expected: { origin: request.origin }, response: made.response }),
    );
    const { code, stdout } = await touchstone(['verify', 'registration', 'bundle.json', '--json'], { cwd });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ code: 'algorithm-not-requested', assumed: [] });
  });

  it('when metadata is given, then the roots of the model are trusted and its BLOB must be signed', async () => {
    const blob = join(metadata, 'blob.jwt');
    const args = ['verify', 'registration', 'registration.json', '--profile', 'microsoft-enforced', '--metadata', blob];
    expect((await touchstone([...args, '--metadata-root', root], { cwd })).stdout).toContain('packed (basic, trusted)');
    expect((await touchstone(args, { cwd })).stderr).toContain('--metadata-root');
    writeFileSync(join(cwd, 'broken.jwt'), readFileSync(blob, 'utf8').replace(/.$/m, 'A'));
    const broken = await touchstone([...args.slice(0, -1), 'broken.jwt', '--metadata-root', root], { cwd });
    expect(broken).toMatchObject({ code: 3, stdout: '' });
    expect(broken.stderr).toContain('metadata-');
  });

  it('when input is of no use, then one line says why and the exit code is 3', async () => {
    writeFileSync(join(cwd, 'text'), 'what?');
    writeFileSync(join(cwd, 'empty'), '');
    for (const [args, says] of [
      [['verify', 'registration', 'missing.json'], 'missing.json: cannot be read: no such file'],
      [['verify', 'registration', 'text'], 'text: expected JSON or base64url'],
      [['verify', 'registration', 'empty'], 'empty: expected a response, received nothing'],
      [['verify', 'registrations', 'registration.json'], 'expected registration or assertion'],
      [['verify', 'registration', 'registration.json', '--profile', 'strickt'], 'unknown profile "strickt"'],
      [['verify', 'registration', 'registration.json', '--at', 'noon'], 'expected a time'],
      [['verify', 'registration', 'registration.json', '--anchors', 'text'], 'text: expected certificates'],
    ] as const) {
      const { code, stdout, stderr } = await touchstone(args, { cwd });
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
      expect(stderr).toMatch(/^touchstone: [^\n]+\n$/);
      expect(stderr).toContain(says);
    }
  });

  it('when the JSON is no response at all, then it is rejected, not an error', async () => {
    writeFileSync(join(cwd, 'other.json'), '{"id": 5}');
    const { code, stdout } = await touchstone(['verify', 'registration', 'other.json', '--json'], { cwd });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'rejected', code: 'response-malformed' });
  });
});

describe('touchstone roots', () => {
  it('when the root is printed, then registrations lead to it and metadata is signed under it', async () => {
    writeFileSync(join(cwd, 'root.pem'), (await touchstone(['roots'])).stdout);
    writeFileSync(join(cwd, 'blob.jwt'), (await touchstone(['roots', '--metadata'])).stdout);
    expect(readFileSync(join(cwd, 'root.pem'), 'utf8')).toBe(readFileSync(root, 'utf8'));
    const args = [
      'verify',
      'registration',
      'registration.json',
      '--metadata',
      'blob.jwt',
      '--metadata-root',
      'root.pem',
    ];
    expect((await touchstone(args, { cwd })).stdout).toContain('packed (basic, trusted)');
    expect((await touchstone(['roots', '--crl'])).stdout).toMatch(/^-----BEGIN X509 CRL-----\n/);
  });
});
