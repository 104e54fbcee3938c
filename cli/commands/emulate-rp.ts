import { BackendError } from '../../simulators/backends/backend-error.ts';
import { verifierMutants } from '../../simulators/mutants/verifier/catalogue.ts';
import { soundVerifier, type VerifierDecisions } from '../../simulators/verifier/decisions.ts';
import { createRelyingParty } from '../../simulators/verifier/relying-party.ts';
import { type PartyServer, serveHttp } from '../../simulators/verifier/serve-http.ts';
import { toHex } from '../../src/bytes/hex.ts';
import { testRoots } from '../../src/ceremonies/authority.ts';
import { testRevocationLists } from '../../src/ceremonies/spoils/revoked.ts';
import { sha256 } from '../../src/crypto/hash.ts';
import { seededRandom } from '../../src/env/seeded-random.ts';
import { systemClock, systemRandom } from '../../src/env/system.ts';
import { type Profile, profiles, strict } from '../../src/verifier/webauthn/profile.ts';
import { type ExitCode, exitCode, UsageError } from '../exit-code.ts';
import { nearest, oneById } from '../globs.ts';
import { toStdout } from '../streams.ts';
import { parseAddress, parsePort } from '../targets/parse-target.ts';
import { type EmulateOptions, stopped } from './emulate.ts';

const RP_ID = 'localhost';

/** What a relying party takes of the options of `touchstone emulate`: it has one address. */
export type PartyOptions = Omit<EmulateOptions, 'on' | 'count'> & { readonly on: string };

/** `touchstone emulate rp`: serves a relying party made of the verifier until it is told to stop. */
export async function emulateRelyingParty(options: PartyOptions, signal: AbortSignal): Promise<ExitCode> {
  if (options.store !== undefined) throw new UsageError('--store: a relying party keeps nothing, expected no store');
  const { host, port } = parsePlace(options.on);
  const profile = profileOf(options.profile);
  const faults = options.fault.map((id) => oneById(verifierMutants, id, 'fault'));
  const verifier = faults.reduce<VerifierDecisions>((sound, { twist }) => twist(sound), soundVerifier);
  const anchors = testRoots();
  const random = options.seed === undefined ? systemRandom : seededRandom(`rp/${options.seed}`);
  const server = await serving(host, port, () =>
    serveHttp({
      host,
      port,
      random,
      party: (at) =>
        createRelyingParty({
          rpId: RP_ID,
          origins: [`http://${RP_ID}:${at}`],
          random,
          clock: systemClock,
          verifier,
          profile,
          anchors,
          attestation: { revocation: { crls: testRevocationLists() } },
        }),
    }),
  );
  try {
    await announce(options, server, profile.name, anchors);
    await stopped(signal);
  } finally {
    await server.close();
  }
  return exitCode.upheld;
}

/** `http:PORT`, on loopback, or `http:HOST:PORT`. */
function parsePlace(text: string): { host: string; port: number } {
  const [, rest] = /^http:(.+)$/.exec(text) ?? [];
  if (rest === undefined)
    throw new UsageError(`unknown place ${JSON.stringify(text)}: expected http:PORT or http:HOST:PORT`);
  return rest.includes(':') ? parseAddress(rest, text) : { host: '127.0.0.1', port: parsePort(rest, text) };
}

function profileOf(name: string | undefined): Profile {
  if (name === undefined) return strict;
  const found = Object.values<Profile>(profiles).find((profile) => profile.name === name);
  if (found !== undefined) return found;
  const names = Object.values<Profile>(profiles).map((profile) => profile.name);
  const near = nearest(names, name);
  const instead = near === undefined ? `expected one of ${names.join(', ')}` : `did you mean ${near}?`;
  throw new UsageError(`unknown profile ${JSON.stringify(name)} of the relying party: ${instead}`);
}

async function serving(host: string, port: number, serve: () => Promise<PartyServer>): Promise<PartyServer> {
  try {
    return await serve();
  } catch (error) {
    const place = `http:${host}:${port}`;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new BackendError('port-taken', place, 'the port is taken', error);
    if (code === 'EACCES') throw new BackendError('port-forbidden', place, 'no leave to use the port', error);
    if (code !== undefined) throw new BackendError('unavailable', place, message, error);
    throw error;
  }
}

async function announce(
  { json }: PartyOptions,
  { host, port, party }: PartyServer,
  profile: string,
  anchors: readonly Uint8Array[],
): Promise<void> {
  const listening = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const roots = anchors.map((der) => ({ sha256: toHex(sha256(der)) }));
  const { rpId, origins } = party;
  if (json === true) {
    await toStdout(`${JSON.stringify({ listening, rpId, origins, profile, roots, pid: process.pid })}\n`);
    return;
  }
  const lines = [
    `listening on ${listening}`,
    `relying-party id ${rpId}, origin ${origins.join(' or ')}, profile ${profile}`,
    ...roots.map(({ sha256: digest }) => `trusts the root of touchstone's own ceremonies, SHA-256 ${digest}`),
  ];
  await toStdout(`${lines.join('\n')}\n`);
}
