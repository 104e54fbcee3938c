import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Context, Hono } from 'hono';
import { toHex } from '../../src/bytes/hex.ts';
import type { Random } from '../../src/env/env.ts';
import { PartyRefusal } from './party-refusal.ts';
import type { SimulatedVerdict } from './party-verdict.ts';
import type { PartySession, SimulatedRelyingParty } from './relying-party.ts';

/** A relying party and the address it is to be served on. */
export interface HttpServerOptions {
  /** The party, made when the port is known. */
  readonly party: (port: number) => SimulatedRelyingParty;
  /** Names sessions. */
  readonly random: Random;
  /** 127.0.0.1 unless given. */
  readonly host?: string;
  /** Any free one unless given. */
  readonly port?: number;
}

/** A relying party that is being served. */
export interface PartyServer {
  readonly host: string;
  readonly port: number;
  readonly party: SimulatedRelyingParty;
  /** Stops; resolves when the port is free again. */
  close(): Promise<void>;
}

/** A body longer than this is refused unread, in bytes. */
const LONGEST_BODY = 1_048_576;
const COOKIE = 'touchstone-session';
/** A session that lapses is begun anew by the next options. */
const sessionName = /^[0-9a-f]{32}$/;

/**
 * Serves a relying party in FIDO's server-conformance REST shape: `POST /attestation/options`, `/attestation/result`,
 * `/assertion/options`, `/assertion/result`, JSON with `status` and `errorMessage`, sessions by cookie. No other origin
 * may read its answers. Rejects with node's own error where the port cannot be had (`EADDRINUSE`, `EACCES`).
 */
export async function serveHttp(options: HttpServerOptions): Promise<PartyServer> {
  const { host = '127.0.0.1', port = 0 } = options;
  // loaded late: whoever judges in process pays for no server
  const [{ Hono }, { bodyLimit }, { getCookie, setCookie }, { createAdaptorServer }] = await Promise.all([
    import('hono'),
    import('hono/body-limit'),
    import('hono/cookie'),
    import('@hono/node-server'),
  ]);
  const app = new Hono();
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await listening(server, host, port);
  const at = (server.address() as AddressInfo).port;
  const party = await ready(server, () => options.party(at));
  app.use(
    bodyLimit({
      maxSize: LONGEST_BODY,
      onError: (context) => failed(context, 413, `body: expected at most ${LONGEST_BODY} bytes, received more`),
    }),
  );
  route(app, (context) => {
    const known = getCookie(context, COOKIE);
    const session = known !== undefined && sessionName.test(known) ? known : toHex(options.random.bytes(16));
    if (session !== known) setCookie(context, COOKIE, session, { httpOnly: true, sameSite: 'Strict', path: '/' });
    return party.inSession(session);
  });
  return {
    host,
    port: at,
    party,
    close: async () => {
      await closed(server);
      await party.close();
    },
  };
}

function route(app: Hono, sessionOf: (context: Context) => PartySession): void {
  const options = (path: string, give: (session: PartySession, body: unknown) => Promise<object>): void => {
    app.post(path, async (context) => {
      const body = await bodyOf(context);
      if (body.kind === 'malformed') return failed(context, 400, body.because);
      try {
        const given = await give(sessionOf(context), body.value);
        return context.json({ status: 'ok', errorMessage: '', ...given });
      } catch (error) {
        if (error instanceof PartyRefusal) return failed(context, 400, error.message);
        throw error;
      }
    });
  };
  const result = (path: string, judge: (session: PartySession, body: unknown) => Promise<SimulatedVerdict>): void => {
    app.post(path, async (context) => {
      const body = await bodyOf(context);
      if (body.kind === 'malformed') return failed(context, 400, body.because);
      const verdict = await judge(sessionOf(context), body.value);
      if (verdict.kind === 'accepted') return context.json({ status: 'ok', errorMessage: '' });
      return failed(context, 400, verdict.because);
    });
  };
  options('/attestation/options', (session, body) => session.attestationOptions(body));
  result('/attestation/result', (session, body) => session.attestationResult(body));
  options('/assertion/options', (session, body) => session.assertionOptions(body));
  result('/assertion/result', (session, body) => session.assertionResult(body));
  app.notFound((context) => failed(context, 404, `${context.req.method} ${context.req.path}: expected another path`));
  // a mistake of ours is told as one, and the next request is served
  app.onError((error, context) => failed(context, 500, `broken: ${error.message}`));
}

async function bodyOf(
  context: Context,
): Promise<
  { readonly kind: 'read'; readonly value: unknown } | { readonly kind: 'malformed'; readonly because: string }
> {
  const text = await context.req.text();
  try {
    return { kind: 'read', value: JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError)
      return { kind: 'malformed', because: 'body: expected JSON, received something else' };
    throw error;
  }
}

function failed(context: Context, status: 400 | 404 | 413 | 500, errorMessage: string): Response {
  return context.json({ status: 'failed', errorMessage }, status);
}

/** What `make` gives; the port is given back where it throws. */
async function ready<Value>(server: Server, make: () => Value): Promise<Value> {
  try {
    return make();
  } catch (error) {
    await closed(server);
    throw error;
  }
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}
