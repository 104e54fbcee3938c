import { createHash, createPublicKey, verify as nodeVerify } from 'node:crypto';
import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { concat } from '../../src/bytes/bytes.ts';
import { decodeCbor } from '../../src/codec/cbor/decode.ts';
import { decodeCoseKey } from '../../src/codec/cose-key.ts';
import { keepCredentialKey } from '../../src/verifier/webauthn/credential-key.ts';
import { verifyAssertion as verify } from '../../src/verifier/webauthn/verify-assertion.ts';
import { type Benchmark, timeText } from '../answer.ts';
import { inProcess, inProcessAsync, race } from '../race.ts';
import {
  assertionIn,
  challenge,
  clientDataJSON,
  getAssertionCommand,
  makeCredentialCommand,
  origin,
  registeredIn,
  rpId,
  served,
  unseededKey,
} from '../unseeded-key.ts';

/** How much of verifying an assertion is the signature? */
export const verifyAssertion: Benchmark = {
  name: 'verify-assertion',
  run: async ({ pace }) => {
    const key = unseededKey();
    const { credentialId, publicKey } = registeredIn(served(key, makeCredentialCommand));
    const { authData, signature } = assertionIn(served(key, getAssertionCommand(credentialId)));
    const finish = await race(
      [
        inProcess('verifyAssertion', ours(credentialId, publicKey, authData, signature)),
        inProcess('verify', bare(publicKey, authData, signature)),
        inProcessAsync('SimpleWebAuthn', simpleWebAuthn(credentialId, publicKey, authData, signature)),
      ],
      { pace, clock: 'cpu' },
    );
    const reach = finish.ratio('SimpleWebAuthn', 'verify').toFixed(1);
    const scale = `verifyAssertion ${timeText(finish.microseconds('verifyAssertion'))}`;
    return [
      {
        question: 'assertion verification beside node verify() with a kept key',
        aim: { atLeast: 0.85 },
        value: finish.ratio('verify', 'verifyAssertion'),
        scale: `${scale}, verify() ${timeText(finish.microseconds('verify'))}`,
        inTheWay: 'client data is parsed and every step of the standard is entered in the ledger',
      },
      {
        question: 'assertion verification beside @simplewebauthn/server, by speed',
        aim: { atLeast: 8 },
        value: finish.ratio('SimpleWebAuthn', 'verifyAssertion'),
        scale: `${scale}, SimpleWebAuthn ${timeText(finish.microseconds('SimpleWebAuthn'))}`,
        inTheWay: `the signature itself is nine tenths of our time: even verify() alone, its key kept, is ${reach} times as fast as SimpleWebAuthn, which imports the key each time`,
      },
    ];
  },
};

function ours(id: Uint8Array, publicKey: Uint8Array, authenticatorData: Uint8Array, signature: Uint8Array): () => void {
  const input = {
    response: { rawId: id, clientDataJSON, authenticatorData, signature },
    credential: { id, publicKey: keepCredentialKey(publicKey), signCount: 0 },
    expected: { challenge, origins: [origin], rpId },
  };
  return () => {
    const verdict = verify(input);
    if (verdict.kind !== 'accepted') throw new Error(`verifyAssertion: ${verdict.because}`);
  };
}

function bare(publicKey: Uint8Array, authData: Uint8Array, signature: Uint8Array): () => void {
  const cose = decodeCoseKey(decodeCbor(publicKey));
  if (cose.kty !== 2) throw new RangeError(`bench: expected an EC2 key, received kty ${cose.kty}`);
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: text(cose.x), y: text(cose.y) };
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const message = concat(authData, createHash('sha256').update(clientDataJSON).digest());
  return () => {
    if (!nodeVerify('sha256', message, key, signature)) throw new Error('verify(): the signature is not right');
  };
}

function simpleWebAuthn(
  credentialId: Uint8Array,
  publicKey: Uint8Array,
  authData: Uint8Array,
  signature: Uint8Array,
): () => Promise<void> {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  const id = text(credentialId);
  const options: Parameters<typeof verifyAuthenticationResponse>[0] = {
    response: {
      id,
      rawId: id,
      type: 'public-key',
      clientExtensionResults: {},
      response: { clientDataJSON: text(clientDataJSON), authenticatorData: text(authData), signature: text(signature) },
    },
    expectedChallenge: text(challenge),
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: false,
    credential: { id, publicKey: new Uint8Array(publicKey), counter: 0 },
  };
  return async () => {
    const { verified } = await verifyAuthenticationResponse(options);
    if (!verified) throw new Error('SimpleWebAuthn: not verified');
  };
}
