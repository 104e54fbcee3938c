import { createCipheriv, createHmac, createSecretKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  AuthenticatorEmulator,
  packGetAssertionRequest,
  packMakeCredentialRequest,
  unpackMakeCredentialResponse,
  WebAuthnEmulator,
} from 'nid-webauthn-emulator';
import { sha256 } from '../../src/crypto/hash.ts';
import { type Benchmark, timeText } from '../answer.ts';
import { inProcess, race } from '../race.ts';
import {
  assertionIn,
  challenge,
  clientDataHash,
  clientDataOf,
  credentialIdIn,
  getAssertionCommand,
  makeCredentialCommand,
  makeCredentialCommandFor,
  makePasskeyCommand,
  origin,
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
    const rules = { pace, clock: 'cpu' } as const;
    const passkey = await race([inProcess('ours', core(makePasskeyCommand)), inProcess('bare', bareCalls())], rules);
    const wrapped = await race(
      [inProcess('ours', core(makeCredentialCommand)), inProcess('bare', bareCallsAndWrapping())],
      rules,
    );
    const json = await race([inProcess('ours', withHost()), inProcess('nid', nidJson())], rules);
    const cores = await race([inProcess('ours', core(makePasskeyCommand)), inProcess('nid', nidCore())], rules);
    const inTheWay =
      "the private key must be had as bytes (SEC1) besides the key object, 5 µs; decoding and encoding of two requests and two answers, the host's part among them, about 20 µs by the profile; most of the rest is garbage collection of what these leave";
    return [
      {
        question: 'makeCredential (discoverable) + getAssertion beside the bare node:crypto calls in them',
        aim: { atLeast: 0.75 },
        value: passkey.ratio('bare', 'ours'),
        scale: `${timeText(passkey.microseconds('ours'))}; keygen with JWK, attestation and assertion sign() ${timeText(passkey.microseconds('bare'))}`,
        inTheWay,
      },
      {
        question: 'makeCredential (not discoverable, wrapped) + getAssertion beside the bare node:crypto calls in them',
        aim: { atLeast: 0.75 },
        value: wrapped.ratio('bare', 'ours'),
        scale: `${timeText(wrapped.microseconds('ours'))}; the same calls, a cipher and a MAC ${timeText(wrapped.microseconds('bare'))}`,
        inTheWay,
      },
      {
        question: "create + get with the host's part beside createJSON + getJSON of nid-webauthn-emulator, by speed",
        aim: { atLeast: 40 },
        value: json.ratio('nid', 'ours'),
        scale: `${timeText(json.microseconds('ours'))}, nid ${timeText(json.microseconds('nid'))}`,
        inTheWay: `warmed up and with one account, nid takes ${timeText(json.microseconds('nid'))}; even the bare node:crypto calls alone (${timeText(passkey.microseconds('bare'))}) would be only ${(json.microseconds('nid') / passkey.microseconds('bare')).toFixed(0)} times as fast, so 40 is out of reach of anything that signs twice`,
      },
      {
        question: 'makeCredential + getAssertion beside nid-webauthn-emulator, CTAP core to CTAP core, by speed',
        value: cores.ratio('nid', 'ours'),
        scale: `${timeText(cores.microseconds('ours'))}, nid (whose attestation is none) ${timeText(cores.microseconds('nid'))}`,
      },
    ];
  },
};

function core(make: Uint8Array): () => void {
  const key = unseededKey();
  return () => {
    served(key, getAssertionCommand(credentialIdIn(served(key, make))));
  };
}

/** With what a browser does: client data, its hash, requests written and answers read. */
function withHost(): () => void {
  const key = unseededKey();
  return () => {
    const made = served(key, makeCredentialCommandFor(sha256(clientDataOf('webauthn.create')), true));
    const asked = getAssertionCommand(credentialIdIn(made), sha256(clientDataOf('webauthn.get')));
    assertionIn(served(key, asked));
  };
}

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

/** And the calls that put a private key into a credential id. */
function bareCallsAndWrapping(): () => void {
  const bare = bareCalls();
  const key = createSecretKey(new Uint8Array(32));
  const iv = new Uint8Array(16);
  const content = new Uint8Array(48);
  return () => {
    bare();
    const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
    cipher.update(content);
    cipher.final();
    createHmac('sha256', key).update(content).digest();
  };
}

/** The same two commands at the other emulator's core. */
function nidCore(): () => void {
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

/** The other emulator as its users call it. */
function nidJson(): () => void {
  const emulator = new WebAuthnEmulator();
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
  const creation: Parameters<typeof emulator.createJSON>[1] = {
    rp: { id: rpId, name: 'Example' },
    user: { ...user, id: text(user.id) },
    challenge: text(challenge),
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
    excludeCredentials: [],
  };
  return () => {
    const { id } = emulator.createJSON(origin, creation);
    emulator.getJSON(origin, { challenge: text(challenge), rpId, allowCredentials: [{ type: 'public-key', id }] });
  };
}
