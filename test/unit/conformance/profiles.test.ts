import { describe, expect, it } from 'vitest';
import { findProfile, profileFor, profiles, profileVerdict } from '../../../conformance/profiles.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import type { CborValue } from '../../../src/codec/cbor/value.ts';
import { decodeGetInfo, type GetInfo } from '../../../src/ctap2/get-info.ts';

function infoOf(versions: string[], extensions: string[], options: Record<string, boolean>): GetInfo {
  const members: [number, CborValue][] = [
    [1, versions],
    [2, extensions],
    [3, new Uint8Array(16)],
    [4, new Map(Object.entries(options))],
  ];
  return decodeGetInfo(encodeCbor(new Map(members)));
}

const able = infoOf(['FIDO_2_0', 'FIDO_2_1'], ['hmac-secret'], { rk: true, clientPin: false });
const microsoft = findProfile('microsoft')!;
const families = ['make-credential', 'get-assertion', 'client-pin', 'hmac-secret', 'get-next-assertion'];

function judged(
  verdict: 'upheld' | 'violated' | 'not-applicable',
  of = families,
): { id: string; level: 'MUST'; verdict: typeof verdict }[] {
  return of.map((family) => ({ id: `ctap2.${family}.x`, level: 'MUST', verdict }));
}

describe('profiles', () => {
  it('have ids that are found', () => {
    expect(profiles.map(({ id }) => id)).toEqual(['ctap-2.1', 'ctap-2.0', 'microsoft']);
    expect(findProfile('no-such')).toBeUndefined();
  });

  it('are picked by the highest version that a key claims', () => {
    expect(profileFor(able).id).toBe('ctap-2.1');
    expect(profileFor({ versions: ['U2F_V2', 'FIDO_2_0'] }).id).toBe('ctap-2.0');
    expect(profileFor({ versions: ['FIDO_2_3'] }).id).toBe('ctap-2.1');
  });
});

describe('profileVerdict', () => {
  it('is met when the key claims every feature and its rules are upheld', () => {
    expect(profileVerdict(microsoft, able, { rules: judged('upheld') })).toMatchObject({ verdict: 'met' });
  });

  it('names the feature that getInfo does not show', () => {
    const { verdict, reasons } = profileVerdict(microsoft, infoOf(['FIDO_2_0'], [], { rk: true, clientPin: true }));
    expect(verdict).toBe('not met');
    expect(reasons.filter(({ met }) => met === false)).toEqual([
      { feature: 'hmac-secret', met: false, says: 'getInfo does not list the extension hmac-secret' },
    ]);
  });

  it('names the rules that were violated', () => {
    const rules = [...judged('upheld'), ...judged('violated', ['hmac-secret'])];
    const { verdict, reasons } = profileVerdict(microsoft, able, { rules });
    expect(verdict).toBe('not met');
    expect(reasons[2]).toEqual({ feature: 'hmac-secret', met: false, says: 'violated: ctap2.hmac-secret.x' });
  });

  it('is not judged where a claimed feature was never put to the test', () => {
    expect(profileVerdict(microsoft, able).verdict).toBe('not judged');
    expect(profileVerdict(microsoft, able, { rules: judged('not-applicable') }).verdict).toBe('not judged');
  });
});
