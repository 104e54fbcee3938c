import { afterEach, describe, expect, it } from 'vitest';
import { type PartyServer, serveHttp } from '../../../../simulators/verifier/serve-http.ts';
import { toBase64url } from '../../../../src/bytes/base64url.ts';
import type { CreationOptionsJson } from '../../../../src/codec/webauthn-json.ts';
import { seededRandom } from '../../../../src/env/seeded-random.ts';
import { asserted, created, openParty } from './ceremonies.ts';

const servers: PartyServer[] = [];

async function serve(settings: Parameters<typeof openParty>[0] = {}): Promise<string> {
  const server = await serveHttp({ random: seededRandom('sessions'), party: () => openParty(settings).party });
  servers.push(server);
  return `http://127.0.0.1:${server.port}`;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** One POST: status, body, and the cookie to send back. */
async function post(
  url: string,
  body: unknown,
  cookie = '',
): Promise<{ status: number; answer: Record<string, unknown>; cookie: string; headers: Headers }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const set = response.headers.getSetCookie()[0]?.split(';', 1)[0];
  return {
    status: response.status,
    answer: (await response.json()) as Record<string, unknown>,
    cookie: set ?? cookie,
    headers: response.headers,
  };
}

const alice = { username: 'alice', displayName: 'Alice', attestation: 'none' };

describe('serveHttp', () => {
  it('serves a registration and an authentication, each in its session', async () => {
    const base = await serve();
    const options = await post(`${base}/attestation/options`, alice);
    expect(options).toMatchObject({
      status: 200,
      answer: { status: 'ok', errorMessage: '', rp: { id: 'rp.example' } },
    });
    const { response, credential } = created(options.answer as unknown as CreationOptionsJson);
    const result = await post(`${base}/attestation/result`, response, options.cookie);
    expect(result).toMatchObject({ status: 200, answer: { status: 'ok', errorMessage: '' } });

    const request = await post(`${base}/assertion/options`, { username: 'alice' });
    expect(request.answer).toMatchObject({ status: 'ok', allowCredentials: [{ id: toBase64url(credential.id) }] });
    const assertion = asserted(request.answer as never, credential);
    expect((await post(`${base}/assertion/result`, assertion, request.cookie)).answer).toEqual({
      status: 'ok',
      errorMessage: '',
    });
  });

  it('says why it refuses', async () => {
    const base = await serve();
    const options = await post(`${base}/attestation/options`, alice);
    const { response } = created(options.answer as unknown as CreationOptionsJson);
    const foreign = await post(`${base}/attestation/result`, response);
    expect(foreign.status).toBe(400);
    expect(foreign.answer).toEqual({
      status: 'failed',
      errorMessage: 'challenge-unknown: challenge: expected a ceremony of this session, received none',
    });
  });

  it('answers requests that it cannot serve with failed', async () => {
    const base = await serve();
    const path = `${base}/attestation/options`;
    expect(await post(path, '{"username":')).toMatchObject({
      status: 400,
      answer: { status: 'failed', errorMessage: 'body: expected JSON, received something else' },
    });
    expect(await post(path, { username: 7 })).toMatchObject({ status: 400, answer: { status: 'failed' } });
    expect(await post(`${base}/assertion/options`, { username: 'nobody' })).toMatchObject({
      status: 400,
      answer: { status: 'failed' },
    });
    expect(await post(`${base}/elsewhere`, {})).toMatchObject({ status: 404, answer: { status: 'failed' } });
    expect(await post(`${base}/attestation/result`, null)).toMatchObject({ status: 400, answer: { status: 'failed' } });
    expect(await post(`${base}/attestation/result`, '['.repeat(100_000) + ']'.repeat(100_000))).toMatchObject({
      status: 400,
    });
  });

  it('reads at most a mebibyte', async () => {
    const base = await serve();
    const { status, answer } = await post(`${base}/attestation/options`, {
      ...alice,
      displayName: 'a'.repeat(1_048_576),
    });
    expect({ status, answer }).toMatchObject({ status: 413, answer: { status: 'failed' } });
    expect((await post(`${base}/attestation/options`, alice)).status).toBe(200);
  });

  it('keeps its session from scripts and its answers from other origins', async () => {
    const base = await serve();
    const response = await fetch(`${base}/attestation/options`, {
      method: 'POST',
      headers: { origin: 'https://foreign.example', 'content-type': 'application/json' },
      body: JSON.stringify(alice),
    });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(response.headers.get('set-cookie')).toMatch(
      /^touchstone-session=[0-9a-f]{32}; Path=\/; HttpOnly; SameSite=Strict$/,
    );
  });

  it('tells a mistake of its own as one and serves on', async () => {
    const { soundVerifier } = await import('../../../../simulators/verifier/decisions.ts');
    const verifier = {
      ...soundVerifier,
      verifyRegistration: () => {
        throw new Error('a mistake');
      },
    };
    const base = await serve({ verifier });
    const options = await post(`${base}/attestation/options`, alice);
    const { response } = created(options.answer as unknown as CreationOptionsJson);
    const result = await post(`${base}/attestation/result`, response, options.cookie);
    expect(result).toMatchObject({ status: 500, answer: { status: 'failed', errorMessage: 'broken: a mistake' } });
    expect((await post(`${base}/attestation/options`, alice)).status).toBe(200);
  });

  it('rejects where the port is taken, and frees its own', async () => {
    const base = await serve();
    const port = Number(new URL(base).port);
    const again = (): Promise<PartyServer> =>
      serveHttp({ random: seededRandom('again'), port, party: () => openParty().party });
    await expect(again()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await servers.pop()?.close();
    servers.push(await again());
  });
});
