import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toBase64url } from '../../../../src/bytes/base64url.ts';
import { fromUtf8, utf8 } from '../../../../src/bytes/bytes.ts';
import { testAuthority, testRoots } from '../../../../src/ceremonies/authority.ts';
import { type BlobHooks, makeMetadataBlob } from '../../../../src/ceremonies/metadata-blob.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { DecodeError } from '../../../../src/errors/decode-error.ts';
import { metadataRefusalCodes, readMetadataBlob } from '../../../../src/verifier/metadata/blob.ts';
import { decodeMetadataEntry } from '../../../../src/verifier/metadata/entry.ts';
import { metadataSource } from '../../../../src/verifier/metadata/source.ts';
import { cpuUsOf, expectBounded } from '../webauthn/any-bytes/cost.ts';
import { jsonTree, jwsTree } from '../webauthn/any-bytes/parse-tree.ts';
import { runs, sentBy } from '../webauthn/any-bytes/sent.ts';
import { wounded, wounds } from '../webauthn/any-bytes/wound.ts';

const aaguid = utf8('touchstone model');
const atMs = Date.UTC(2026, 10, 25);
const policy = { roots: testRoots(), atMs };
const codes: ReadonlySet<string> = new Set(metadataRefusalCodes);
const decoder = new TextDecoder();

function blob(hooks: BlobHooks = {}): string {
  const models = [
    { aaguid, description: 'a key', roots: testRoots() },
    {
      aaguid: utf8('another model...'),
      description: 'a revoked key',
      roots: [],
      statusReports: [{ status: 'REVOKED', effectiveDate: '2025-01-01' }],
    },
  ];
  return makeMetadataBlob({ models, hooks }, { random: seededRandom('metadata'), authority: testAuthority() });
}

const sound = blob();
const tree = jwsTree(sound);
const payload = JSON.parse(fromUtf8(Buffer.from(sound.split('.')[1] ?? '', 'base64url')) ?? '') as {
  readonly entries: readonly unknown[];
};
const entry = jsonTree(payload.entries[0]);

function expectVerdict(text: string): 'accepted' | 'rejected' {
  const verdict = readMetadataBlob(text, policy);
  if (verdict.kind === 'rejected' && (!codes.has(verdict.code) || verdict.because.length > 4096)) {
    expect.fail(`${verdict.code}: ${verdict.because.slice(0, 200)}`);
  }
  return verdict.kind;
}

describe('a metadata BLOB whose bytes are any', { timeout: 600_000 }, () => {
  it('ends in a verdict, and what is accepted says what was signed', () => {
    const [header, signed] = sound.split('.');
    const property = fc.property(wounds(), (own) => {
      const text = decoder.decode(wounded(tree, own, [tree]).bytes);
      if (expectVerdict(text) === 'rejected') return;
      expect(text.trim().split('.').slice(0, 2)).toEqual([header, signed]);
    });
    fc.assert(property, { numRuns: runs(15_000) });
  });

  it('ends in a verdict, and its models are found, where the wounded payload is signed', () => {
    const soundPayload = jsonTree(payload);
    let accepted = 0;
    const property = fc.property(wounds(), (own) => {
      const text = blob({ payload: () => sentBy(wounded(soundPayload, own, [soundPayload])) });
      const verdict = readMetadataBlob(text, policy);
      if (verdict.kind === 'rejected') {
        expect(codes).toContain(verdict.code);
        return;
      }
      accepted += 1;
      const source = metadataSource(verdict.blob, { atMs });
      for (const found of [source.find(aaguid), source.findByCertificate?.(new Uint8Array(20))]) {
        if (found !== undefined) expect(['trusted', 'untrusted']).toContain(found.status);
      }
    });
    fc.assert(property, { numRuns: runs(1500) });
    expect(accepted).toBeGreaterThan(200);
  });

  it('has entries that are read or refused', () => {
    const property = fc.property(wounds(), (own) => {
      const value = sentBy(wounded(entry, own, [entry, tree]));
      try {
        const read = decodeMetadataEntry(value, 'entry');
        metadataSource({ entries: [read] }, { atMs }).find(aaguid);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    });
    fc.assert(property, { numRuns: runs(20_000) });
  });

  it.each<[string, () => string]>([
    ['a megabyte of dots', () => '.'.repeat(1 << 20)],
    ['three parts of a megabyte', () => [0, 1, 2].map(() => 'A'.repeat(1 << 20)).join('.')],
    ['spaces without end', () => `${' '.repeat(1 << 20)}.`],
    ['a header nested 100,000 times', () => withHeader(`{"x5c":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)],
    ['1,000 certificates', () => blob({ certificates: ([leaf]) => Array.from({ length: 1000 }, () => leaf!) })],
    [
      '100,000 entries',
      () => blob({ payload: (own) => ({ ...own, entries: Array.from({ length: 100_000 }, () => ({})) }) }),
    ],
    [
      'an entry of 100,000 status reports',
      () =>
        blob({
          payload: (own) => ({
            ...own,
            entries: [{ aaguid: '0', statusReports: Array.from({ length: 100_000 }, () => ({ status: 'REVOKED' })) }],
          }),
        }),
    ],
    ['a payload of a megabyte', () => blob({ payload: (own) => ({ ...own, legalHeader: 'l'.repeat(1 << 20) }) })],
  ])('is bounded where it is %s', (_what, make) => {
    const text = make();
    expectBounded(soundUs, text.length, () => expectVerdict(text));
  });
});

const soundUs = cpuUsOf(() => expectVerdict(sound));

function withHeader(header: string): string {
  const [, signed, signature] = sound.split('.');
  return `${toBase64url(utf8(header))}.${signed}.${signature}`;
}
