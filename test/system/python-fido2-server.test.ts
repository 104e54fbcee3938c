import { describe, expect, it } from 'vitest';
import { partyRules } from '../../conformance/rules/catalogue.ts';
import { accusations, arguedAccusations, judgedParty } from './foreign/judged-party.ts';
import { titled } from './foreign/needs.ts';
import { pythonFido2, pythonFido2Algorithms, pythonFido2Version } from './foreign/python-fido2-party.ts';

const judgedVersion = '0.9.1';
const found = pythonFido2Version();
const reason = found === judgedVersion ? '' : `python3-fido2 here is ${found ?? 'not installed'}`;

describe.skipIf(reason !== '')(titled(`Fido2Server of python3-fido2 ${judgedVersion}`, reason), () => {
  it('is accused of what docs/peers.md argues, and of nothing else', async () => {
    const peer = pythonFido2();
    const results = await judgedParty(peer, 'python-fido2', pythonFido2Algorithms, partyRules);
    await peer.close();
    const argued = arguedAccusations(`python-fido2 ${judgedVersion}`);
    expect(argued.length).toBeGreaterThan(100);
    expect(new Set(argued).size).toBe(argued.length);
    expect(accusations(results)).toEqual(argued);
    expect(results.filter(({ verdict }) => verdict.kind === 'broken')).toEqual([]);
    expect(results.filter(({ verdict }) => verdict.kind === 'upheld').length).toBeGreaterThan(500);
  });
});
