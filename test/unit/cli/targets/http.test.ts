import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { openHttp, postTo } from '../../../../cli/targets/http.ts';
import { parseTarget } from '../../../../cli/targets/parse-target.ts';
import type { HttpTarget } from '../../../../cli/targets/target.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

/** A server on a free port of this machine; gives its base. */
async function serve(listener: RequestListener): Promise<string> {
  const made = createServer(listener);
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
}

describe('postTo', () => {
  it('posts JSON below the base, with the cookies it is given, and gives status, text and new cookies', async () => {
    const base = await serve((request, response) => {
      const { method, url, headers } = request;
      response.setHeader('set-cookie', ['a=1; Path=/', 'b=2']);
      response.end(JSON.stringify([method, url, headers['content-type'], headers.cookie]));
    });
    const answer = await postTo(`${base}/base`)('/attestation/options', '{}', 'sid=7');
    expect(answer).toEqual({
      status: 200,
      text: JSON.stringify(['POST', '/base/attestation/options', 'application/json', 'sid=7']),
      cookies: ['a=1; Path=/', 'b=2'],
    });
  });

  it('follows no redirect, and says where it leads', async () => {
    const base = await serve((_request, response) => response.writeHead(307, { location: '/elsewhere' }).end());
    expect(await postTo(base)('/x', '{}', '')).toMatchObject({ status: 307, location: '/elsewhere' });
  });

  it('asks a server again that is busy for a moment', async () => {
    let asked = 0;
    const base = await serve((_request, response) => {
      asked += 1;
      if (asked === 1) response.writeHead(429, { 'retry-after': '0' });
      response.end('{}');
    });
    expect(await postTo(base)('/x', '{}', '')).toMatchObject({ status: 200 });
    expect(asked).toBe(2);
  });

  it('gives up on a server that is busy for longer', async () => {
    const base = await serve((_request, response) => response.writeHead(503, { 'retry-after': '3600' }).end());
    expect(await postTo(base)('/x', '{}', '')).toMatchObject({ status: 503 });
  });

  it('when nobody listens, then the link is broken', async () => {
    const base = await serve(() => undefined);
    await new Promise((resolve) => server?.close(resolve));
    await expect(postTo(base)('/x', '{}', '')).rejects.toMatchObject({
      kind: 'link',
      message: expect.stringContaining('nobody listens there'),
    });
  });

  it('when the server never answers, then its patience ends', async () => {
    const base = await serve(() => undefined);
    await expect(postTo(base, { timeoutMs: 20 })('/x', '{}', '')).rejects.toMatchObject({
      kind: 'link',
      message: expect.stringContaining('no answer within 20 ms'),
    });
  });

  it('when the body never ends, then its patience ends too', async () => {
    const base = await serve((_request, response) => void response.write('{'));
    await expect(postTo(base, { timeoutMs: 50 })('/x', '{}', '')).rejects.toMatchObject({ kind: 'link' });
  });

  it('when the connection is cut, then the link is broken', async () => {
    const base = await serve((request) => request.socket.destroy());
    await expect(postTo(base)('/x', '{}', '')).rejects.toMatchObject({ kind: 'link' });
  });

  it('when the answer is huge, then it is not read to its end', async () => {
    const base = await serve((_request, response) => {
      const piece = 'x'.repeat(1 << 18);
      const more = (): void => {
        while (!response.destroyed && response.write(piece));
      };
      response.on('drain', more);
      more();
    });
    await expect(postTo(base)('/x', '{}', '')).rejects.toMatchObject({
      kind: 'protocol',
      message: expect.stringContaining('1048576'),
    });
  });
});

describe('openHttp', () => {
  it('waits for no answer once it is closed', async () => {
    let wasAsked = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      wasAsked = resolve;
    });
    const base = await serve(() => wasAsked());
    const session = openHttp(parseTarget(base) as HttpTarget, { seed: 1 });
    const answer = session.party.attestationResult({});
    await asked;
    await session.close();
    await expect(answer).rejects.toMatchObject({ kind: 'link', message: expect.stringContaining('the run is over') });
  });

  it('guesses the origin from the address, unless it was named', () => {
    const guessed = openHttp(parseTarget('http://127.0.0.1:3000/base') as HttpTarget, { seed: 1 });
    expect(guessed.origins).toEqual(['http://127.0.0.1:3000', 'http://localhost:3000', 'http://localhost']);
    expect(guessed.originIsKnown).toBe(false);
    const named = openHttp(parseTarget('http://x?origin=https://rp.example&trust=ours') as HttpTarget, { seed: 1 });
    expect(named).toMatchObject({ origins: ['https://rp.example'], originIsKnown: true, claims: { trust: 'ours' } });
  });
});
