import { X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64url } from '../../../../src/bytes/base64url.ts';
import { utf8 } from '../../../../src/bytes/bytes.ts';
import { soundVariant } from '../../../../src/ceremonies/algorithms.ts';
import { foreignAuthority, testAuthority, testRoots } from '../../../../src/ceremonies/authority.ts';
import { makeRegistration } from '../../../../src/ceremonies/make-registration.ts';
import { type BlobHooks, type ModelDescription, makeMetadataBlob } from '../../../../src/ceremonies/metadata-blob.ts';
import { commonName } from '../../../../src/ceremonies/names.ts';
import type { RegistrationResponseJson } from '../../../../src/codec/webauthn-json.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { type MetadataBlobPolicy, readMetadataBlob } from '../../../../src/verifier/metadata/blob.ts';
import { metadataSource } from '../../../../src/verifier/metadata/source.ts';
import { profiles } from '../../../../src/verifier/webauthn/profile.ts';
import { verifyRegistration } from '../../../../src/verifier/webauthn/verify-registration.ts';

const atMs = Date.UTC(2026, 10, 25);
const aaguid = utf8('touchstone model');
const model: ModelDescription = { aaguid, description: 'a key', roots: testRoots() };
const policy: MetadataBlobPolicy = { roots: testRoots(), atMs };

function blob(hooks: BlobHooks = {}, more: Partial<Parameters<typeof makeMetadataBlob>[0]> = {}): string {
  return makeMetadataBlob(
    { models: [model], ...more, hooks },
    { random: seededRandom('metadata'), authority: testAuthority() },
  );
}

describe('a signer below a public root', () => {
  it('must be of the host that policy names', () => {
    const host = 'mds.example.org';
    const ofHost: BlobHooks = { certificate: (sound) => ({ ...sound, subject: [commonName(host)] }) };
    expect(readMetadataBlob(blob(ofHost), { ...policy, host })).toMatchObject({ kind: 'accepted' });
    const verdict = { kind: 'rejected', code: 'metadata-untrusted' };
    expect(readMetadataBlob(blob(), { ...policy, host })).toMatchObject(verdict);
    expect(readMetadataBlob(blob(ofHost), { ...policy, host: 'example.org' })).toMatchObject(verdict);
  });
});

describe('times and roots that the caller gets wrong', () => {
  it('throw a TypeError: neither validity nor a status would be judged', () => {
    expect(() => readMetadataBlob(blob(), { ...policy, atMs: Number.NaN })).toThrow(TypeError);
    expect(() => readMetadataBlob(blob(), { ...policy, roots: [Uint8Array.of(0x30, 0)] })).toThrow(TypeError);
    expect(() => metadataSource({ entries: [] }, { atMs: '2026-01-01' as never })).toThrow(TypeError);
  });
});

describe('readMetadataBlob', () => {
  it('reads a BLOB whose signer a root of ours certifies', () => {
    const verdict = readMetadataBlob(blob(), policy);
    expect(verdict).toMatchObject({ kind: 'accepted', blob: { no: 1, nextUpdate: '2050-01-01' }, warnings: [] });
    if (verdict.kind !== 'accepted') return;
    expect(verdict.blob.entries[0]).toMatchObject({
      aaguid,
      statement: { description: 'a key', protocolFamily: 'fido2' },
    });
  });

  it.each<[string, BlobHooks, string]>([
    [
      'a signature with a bit flipped',
      { signature: (sound) => sound.map((byte, at) => (at === 5 ? byte ^ 1 : byte)) },
      'metadata-signature-invalid',
    ],
    ['a signature in DER', { signature: () => Uint8Array.of(0x30, 6, 2, 1, 1, 2, 1, 1) }, 'metadata-signature-invalid'],
    ['alg none', { header: (sound) => ({ ...sound, alg: 'none' }) }, 'metadata-algorithm-unsupported'],
    ['alg of a MAC', { header: (sound) => ({ ...sound, alg: 'HS256' }) }, 'metadata-algorithm-unsupported'],
    ['alg of another type of key', { header: (sound) => ({ ...sound, alg: 'RS256' }) }, 'metadata-signature-invalid'],
    ['alg constructor', { header: (sound) => ({ ...sound, alg: 'constructor' }) }, 'metadata-algorithm-unsupported'],
    ['no x5c', { header: ({ x5c: _, ...sound }) => sound }, 'metadata-malformed'],
    ['an empty x5c', { header: (sound) => ({ ...sound, x5c: [] }) }, 'metadata-malformed'],
    ['critical header members', { header: (sound) => ({ ...sound, crit: ['b64'] }) }, 'metadata-malformed'],
    [
      'a chain that ends at a self-made root',
      { certificates: ([leaf]) => [leaf!, foreignAuthority().intermediateDer, foreignAuthority().rootDer] },
      'metadata-untrusted',
    ],
    ['a signer without its intermediate', { certificates: ([leaf]) => [leaf!] }, 'metadata-untrusted'],
    [
      'a signer that has expired',
      { certificate: (sound) => ({ ...sound, notAfterMs: Date.UTC(2025, 0, 1) }) },
      'metadata-certificate-expired',
    ],
    ['no number', { payload: ({ no: _, ...sound }) => sound }, 'metadata-malformed'],
    [
      'an entry without status reports',
      { payload: (sound) => ({ ...sound, entries: [{ aaguid: '00112233-4455-6677-8899-aabbccddeeff' }] }) },
      'metadata-malformed',
    ],
    [
      'an AAGUID that is none',
      { payload: (sound) => ({ ...sound, entries: [{ aaguid: 'x', statusReports: [] }] }) },
      'metadata-malformed',
    ],
    ['a payload that is an array', { payload: () => [] }, 'metadata-malformed'],
  ])('refuses %s', (_name, hooks, code) => {
    expect(readMetadataBlob(blob(hooks), policy)).toMatchObject({ kind: 'rejected', code });
  });

  it('refuses a number that went back, and warns of a BLOB that is out of date or refuses it', () => {
    expect(readMetadataBlob(blob({}, { no: 7 }), { ...policy, knownNumber: 8 })).toMatchObject({
      code: 'metadata-number-went-back',
    });
    expect(readMetadataBlob(blob({}, { no: 8 }), { ...policy, knownNumber: 8 })).toMatchObject({ kind: 'accepted' });
    const old = blob({}, { nextUpdate: '2026-11-24' });
    expect(readMetadataBlob(old, policy)).toMatchObject({
      kind: 'accepted',
      warnings: [expect.stringContaining('2026-11-24')],
    });
    expect(readMetadataBlob(old, { ...policy, outdated: 'refused' })).toMatchObject({ code: 'metadata-outdated' });
    expect(readMetadataBlob(blob({}, { nextUpdate: '2026-11-25' }), { ...policy, outdated: 'refused' })).toMatchObject({
      kind: 'accepted',
    });
  });

  it('refuses a signer or an authority that was revoked', () => {
    const { intermediateDer } = testAuthority();
    const fingerprint = new X509Certificate(intermediateDer).fingerprint256.replaceAll(':', '').toLowerCase();
    expect(readMetadataBlob(blob(), { ...policy, revoked: [fingerprint] })).toMatchObject({
      code: 'metadata-certificate-revoked',
    });
  });

  it('ends in a verdict for any text, and for any spoiled part', () => {
    const parts = blob().split('.');
    const places = fc.tuple(fc.nat(2), fc.nat(400), fc.string({ maxLength: 5 }));
    fc.assert(
      fc.property(fc.oneof(fc.string(), places), (spoiled) => {
        const text =
          typeof spoiled === 'string'
            ? spoiled
            : parts
                .map((part, at) =>
                  at === spoiled[0] ? `${part.slice(0, spoiled[1])}${spoiled[2]}${part.slice(spoiled[1] + 1)}` : part,
                )
                .join('.');
        const { kind } = readMetadataBlob(text, policy);
        if (text !== parts.join('.')) expect(kind).toBe('rejected');
      }),
      { seed: 3, numRuns: 400 },
    );
  });

  it('ends in a verdict for JSON nested without end', () => {
    const deep = toBase64url(utf8('['.repeat(200_000)));
    expect(readMetadataBlob(`${deep}.${deep}.AA`, policy)).toMatchObject({ code: 'metadata-malformed' });
  });
});

describe('a registration judged with metadata', () => {
  const challenge = utf8('a challenge of a server');
  const request = { challenge, origin: 'https://example.org', rpId: 'example.org', userHandle: utf8('user') };

  function register(description: Partial<ModelDescription>): ReturnType<typeof verifyRegistration> {
    const read = readMetadataBlob(blob({}, { models: [{ ...model, ...description }] }), policy);
    if (read.kind !== 'accepted') throw new Error(read.because);
    const made = makeRegistration(request, soundVariant({ attestation: 'packed-x5c', userVerified: true }), {
      random: seededRandom('registration'),
      authority: testAuthority(),
    });
    return verifyRegistration({
      response: made.response as RegistrationResponseJson,
      expected: {
        challenge,
        origins: [request.origin],
        rpId: request.rpId,
        attestation: { metadata: metadataSource(read.blob, { atMs }), atMs },
      },
      profile: profiles['microsoft-enforced'],
    });
  }

  it('is trusted by the roots of the model', () => {
    expect(register({})).toMatchObject({ kind: 'accepted', attestation: { trusted: true } });
  });

  it('is refused where the model has other roots, an undesired status, or no entry', () => {
    expect(register({ roots: [foreignAuthority().rootDer] })).toMatchObject({ code: 'attestation-untrusted' });
    expect(register({ aaguid: utf8('another model 16') })).toMatchObject({ code: 'metadata-missing' });
    const compromised = { status: 'ATTESTATION_KEY_COMPROMISE', effectiveDate: '2025-01-01' };
    const certified = { status: 'FIDO_CERTIFIED', effectiveDate: '2024-01-01' };
    expect(register({ statusReports: [certified, compromised] })).toMatchObject({ code: 'metadata-status-untrusted' });
    const later = { ...compromised, effectiveDate: '2027-01-01' };
    expect(register({ statusReports: [certified, later] })).toMatchObject({ kind: 'accepted' });
  });

  it('is refused where the model is not certified and the profile wants it', () => {
    expect(register({ statusReports: [{ status: 'NOT_FIDO_CERTIFIED' }] })).toMatchObject({ kind: 'rejected' });
  });
});
