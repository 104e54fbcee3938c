import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  AuthenticatorEmulator,
  packGetAssertionRequest,
  packMakeCredentialRequest,
  unpackMakeCredentialResponse,
} from 'nid-webauthn-emulator';
import { type Benchmark, timeText } from '../answer.ts';
import { inProcess, race } from '../race.ts';
import {
  clientDataHash,
  credentialIdIn,
  getAssertionCommand,
  makeCredentialCommand,
  rpId,
  served,
  unseededKey,
  user,
} from '../unseeded-key.ts';

/** The bytes that an attestation of this key and an assertion sign. */
const ATTESTED_LENGTH = 293;
const SIGNED_LENGTH = 69;

/** What does a registration with an assertion cost beside its cryptography, and beside another emulator? */
export const makeCredential: Benchmark = {
  name: 'make-credential',
  run: async ({ pace }) => {
    const key = unseededKey();
    const ours = inProcess('make+get', () => {
      served(key, getAssertionCommand(credentialIdIn(served(key, makeCredentialCommand))));
    });
    const finish = await race([ours, inProcess('node:crypto', bareCalls()), inProcess('nid', nid())], {
      pace,
      clock: 'cpu',
    });
    const scale = `make+get ${timeText(finish.microseconds('make+get'))}`;
    return [
      {
        question: 'makeCredential + getAssertion beside the bare node:crypto calls in them',
        aim: { atLeast: 0.75 },
        value: finish.ratio('node:crypto', 'make+get'),
        scale: `${scale}, keygen with JWK + 2 sign() ${timeText(finish.microseconds('node:crypto'))}`,
        inTheWay:
          "beside the key pair and two signatures a non-discoverable credential is encrypted and authenticated into its id, its secret is taken out of the fresh key, and the host's part (reading the answer, writing the next request) is counted too",
      },
      {
        question: 'makeCredential + getAssertion beside nid-webauthn-emulator, by speed',
        aim: { atLeast: 40 },
        value: finish.ratio('nid', 'make+get'),
        scale: `${scale}, nid ${timeText(finish.microseconds('nid'))}`,
        inTheWay: 'see the row above',
      },
    ];
  },
};

/** A key pair with its public key as JWK, a signature by a kept attestation key, one by the new key. */
function bareCalls(): () => void {
  const attestation = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const attested = new Uint8Array(ATTESTED_LENGTH);
  const signed = new Uint8Array(SIGNED_LENGTH);
  return () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256', publicKeyEncoding: { format: 'jwk' } } as never);
    sign('sha256', attested, attestation);
    sign('sha256', signed, (pair as unknown as { privateKey: KeyObject }).privateKey);
  };
}

/** The same two commands at the other emulator's core. */
function nid(): () => void {
  const emulator = new AuthenticatorEmulator({ algorithmIdentifiers: ['ES256'] });
  const hash = new Uint8Array(clientDataHash);
  const make = packMakeCredentialRequest({
    clientDataHash: hash,
    rp: { id: rpId, name: 'Example' },
    user,
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
  });
  return () => {
    const { authData } = unpackMakeCredentialResponse(emulator.command(make));
    const idLength = (authData[53]! << 8) | authData[54]!;
    const id = authData.slice(55, 55 + idLength);
    emulator.command(packGetAssertionRequest({ rpId, clientDataHash: hash, allowList: [{ type: 'public-key', id }] }));
  };
}
