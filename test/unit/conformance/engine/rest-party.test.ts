import { describe, expect, it } from 'vitest';
import { type RestAnswer, restParty } from '../../../../conformance/engine/rest-party.ts';
import type { RelyingParty } from '../../../../conformance/vocabulary/relying-party.ts';

const creation = {
  status: 'ok',
  errorMessage: '',
  rp: { id: 'rp.example', name: 'rp' },
  user: { id: 'AAAA', name: 'a', displayName: 'A' },
  challenge: 'AAAAAAAAAAAAAAAAAAAAAA',
  pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
};
const request = { username: 'a', displayName: 'A' };

interface Sent {
  readonly path: string;
  readonly body: string;
  readonly cookie: string;
}

/** A party whose server gives these answers, one after the other. */
function party(...answers: (Partial<RestAnswer> & { readonly json?: unknown })[]): { rp: RelyingParty; sent: Sent[] } {
  const sent: Sent[] = [];
  const rp = restParty(async (path, body, cookie) => {
    sent.push({ path, body, cookie });
    const { json, ...answer } = answers[sent.length - 1] ?? {};
    return { status: 200, text: json === undefined ? '' : JSON.stringify(json), cookies: [], ...answer };
  });
  return { rp, sent };
}

describe('restParty', () => {
  it('posts to the four paths of FIDO', async () => {
    const assertion = { status: 'ok', errorMessage: '', challenge: 'AAAA' };
    const ok = { status: 'ok', errorMessage: '' };
    const { rp, sent } = party({ json: creation }, { json: ok }, { json: assertion }, { json: ok });
    expect((await rp.attestationOptions(request)).rp.id).toBe('rp.example');
    expect(await rp.attestationResult({ id: 'x' })).toEqual({ kind: 'accepted' });
    expect((await rp.assertionOptions({ username: 'a' })).challenge).toBe('AAAA');
    expect(await rp.assertionResult({ id: 'x' })).toEqual({ kind: 'accepted' });
    expect(sent.map(({ path }) => path)).toEqual([
      '/attestation/options',
      '/attestation/result',
      '/assertion/options',
      '/assertion/result',
    ]);
    expect(JSON.parse(sent[0]!.body)).toEqual(request);
  });

  it('keeps the cookies of a ceremony, and begins the next one without any', async () => {
    const ok = { status: 'ok', errorMessage: '' };
    const { rp, sent } = party(
      { json: creation, cookies: ['sid=1; Path=/; HttpOnly', 'gone=2'] },
      { json: ok, cookies: ['gone=; Max-Age=0', 'sid=3'] },
      { json: ok },
      { json: creation },
    );
    await rp.attestationOptions(request);
    await rp.attestationResult({});
    await rp.attestationResult({});
    await rp.attestationOptions(request);
    expect(sent.map(({ cookie }) => cookie)).toEqual(['', 'sid=1; gone=2', 'sid=3', '']);
  });

  it('sends client extension results under both names that servers read', async () => {
    const { rp, sent } = party({ json: { status: 'ok', errorMessage: '' } });
    await rp.attestationResult({ id: 'x', clientExtensionResults: { credProps: { rk: true } } });
    expect(JSON.parse(sent[0]!.body)).toEqual({
      id: 'x',
      clientExtensionResults: { credProps: { rk: true } },
      getClientExtensionResults: { credProps: { rk: true } },
    });
  });

  it.each(['text', 7, null, [1], true])('sends a body that is no object as it is: %j', async (body) => {
    const { rp, sent } = party({ json: { status: 'failed', errorMessage: 'no' } });
    await rp.attestationResult(body);
    expect(JSON.parse(sent[0]!.body)).toEqual(body);
  });

  it.each([
    [{ json: { status: 'failed', errorMessage: 'bad challenge' } }, 'bad challenge'],
    [{ status: 400, json: { status: 'failed', errorMessage: 'bad challenge' } }, 'bad challenge (status 400)'],
    [{ status: 400, text: 'Bad Request' }, 'Bad Request (status 400)'],
    [{ status: 500, text: '' }, 'status 500'],
    [{ status: 500, json: { status: 'ok', errorMessage: '' } }, 'status 500'],
    [{ json: { status: 'failed' } }, 'no words'],
  ])('reads %j as a refusal', async (answer, because) => {
    const { rp } = party(answer);
    expect(await rp.assertionResult({})).toMatchObject({ kind: 'refused', because });
  });

  it.each([
    ['HTML', { text: '<html>' }, 'protocol'],
    ['an empty body', { text: '' }, 'protocol'],
    ['an array', { json: [] }, 'protocol'],
    ['another status', { json: { status: 'fine' } }, 'protocol'],
    ['no status', { json: { verified: true } }, 'protocol'],
    ['a redirect', { status: 302, text: '', location: 'https://elsewhere' }, 'protocol'],
    ['a busy server', { status: 429, text: '' }, 'unwilling'],
    ['a gateway without a server', { status: 503, text: '' }, 'unwilling'],
  ] as const)('throws for %s as a result', async (_name, answer, kind) => {
    await expect(party(answer).rp.attestationResult({})).rejects.toMatchObject({ name: 'PartyError', kind });
  });

  it.each([
    ['HTML', { text: '<html>' }, 'protocol'],
    ['a page that is not there', { status: 404, text: 'Not Found' }, 'unwilling'],
    ['a refusal', { json: { status: 'failed', errorMessage: 'no such user' } }, 'unwilling'],
    ['no challenge', { json: { ...creation, challenge: undefined } }, 'protocol'],
    ['a challenge in base64', { json: { ...creation, challenge: 'AA+/' } }, 'protocol'],
    ['a number as user id', { json: { ...creation, user: { ...creation.user, id: 7 } } }, 'protocol'],
    ['algorithms by name', { json: { ...creation, pubKeyCredParams: ['ES256'] } }, 'protocol'],
  ] as const)('throws for %s as options', async (_name, answer, kind) => {
    await expect(party(answer).rp.attestationOptions(request)).rejects.toMatchObject({ name: 'PartyError', kind });
  });

  it('takes null for what is absent', async () => {
    const { rp } = party({ json: { ...creation, excludeCredentials: null, extensions: null, timeout: null } });
    expect(await rp.attestationOptions(request)).not.toHaveProperty('excludeCredentials');
  });

  it('remembers the last exchanges, long ones cut', async () => {
    const { rp } = party({ json: creation }, { json: { status: 'failed', errorMessage: 'x'.repeat(100_000) } });
    await rp.attestationOptions(request);
    await rp.attestationResult({ id: 'x' });
    const lines = rp.transcript();
    expect(lines).toHaveLength(4);
    expect(lines[2]).toBe('POST /attestation/result {"id":"x"}');
    expect(lines[3]!.length).toBeLessThan(20_000);
    rp.forgetTranscript();
    expect(rp.transcript()).toEqual([]);
  });
});
