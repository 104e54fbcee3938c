import { type Authenticator, createAuthenticator } from '../simulators/fido2/authenticator.ts';
import { ctap21, type FidoProfile } from '../simulators/fido2/profile.ts';
import type { Via } from '../simulators/ports/responder.ts';
import { decodeAuthenticatorData } from '../src/codec/authenticator-data.ts';
import { sha256 } from '../src/crypto/hash.ts';
import { ctapCommand } from '../src/ctap2/commands.ts';
import { type GetAssertionResponse, getAssertionRequest, getAssertionResponse } from '../src/ctap2/get-assertion.ts';
import { makeCredentialRequest, makeCredentialResponse } from '../src/ctap2/make-credential.ts';
import { decodeMessage, encodeMessage } from '../src/ctap2/schema.ts';
import { systemEnv } from '../src/env/system.ts';

const via: Via = { transport: 'usb', channel: 1 };

/** The relying party of every ceremony here. */
export const rpId = 'example.org';
/** The origin that goes with it. */
export const origin = 'https://example.org';
/** A challenge; being random is no part of what is measured. */
export const challenge = Uint8Array.from({ length: 32 }, (_, index) => index);
/** What a browser writes as client data. */
export function clientDataOf(type: 'webauthn.create' | 'webauthn.get'): Uint8Array {
  const text = Buffer.from(challenge).toString('base64url');
  return new TextEncoder().encode(JSON.stringify({ type, challenge: text, origin, crossOrigin: false }));
}

/** What a browser would hand over with an assertion. */
export const clientDataJSON = clientDataOf('webauthn.get');
/** Its hash. */
export const clientDataHash = sha256(clientDataJSON);
/** The account of every ceremony here. */
export const user = { id: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), name: 'alice@example.org', displayName: 'Alice' };

/** The key under test: what a user gets without a seed, in a process of its own. */
export function unseededKey(profile: FidoProfile = ctap21): Authenticator {
  return createAuthenticator({ profile, env: systemEnv });
}

/** One command at the core, bytes in and bytes out; whoever is asked touches. Throws unless it is CTAP2_OK. */
export function served(key: Authenticator, request: Uint8Array): Uint8Array {
  const interaction = key.ctap2(request, via);
  let step = interaction.next();
  while (step.done !== true) step = interaction.next('granted');
  if (step.value[0] !== 0) throw new Error(`command ${request[0]}: expected status 0, received ${step.value[0]}`);
  return step.value;
}

/** authenticatorGetInfo. */
export const getInfoCommand = Uint8Array.of(ctapCommand.getInfo);

/** authenticatorMakeCredential of an ES256 credential. */
export function makeCredentialCommandFor(hash: Uint8Array, discoverable: boolean): Uint8Array {
  return command(
    ctapCommand.makeCredential,
    encodeMessage(makeCredentialRequest, {
      clientDataHash: hash,
      rp: { id: rpId, name: 'Example' },
      user,
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      options: { rk: discoverable },
    }),
  );
}

/** authenticatorMakeCredential of an ES256 credential that is not discoverable. */
export const makeCredentialCommand = makeCredentialCommandFor(clientDataHash, false);
/** authenticatorMakeCredential of an ES256 passkey: the account's former one is replaced. */
export const makePasskeyCommand = makeCredentialCommandFor(clientDataHash, true);

/** authenticatorGetAssertion with one credential in the allowList. */
export function getAssertionCommand(credentialId: Uint8Array, hash: Uint8Array = clientDataHash): Uint8Array {
  const allowList = [{ type: 'public-key', id: credentialId }];
  const request = { rpId, clientDataHash: hash, allowList };
  return command(ctapCommand.getAssertion, encodeMessage(getAssertionRequest, request));
}

function command(code: number, parameters: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(1 + parameters.length);
  bytes[0] = code;
  bytes.set(parameters, 1);
  return bytes;
}

/** The id in a makeCredential answer, cut out where it stands in the authenticator data. */
export function credentialIdIn(answer: Uint8Array): Uint8Array {
  return registeredIn(answer).credentialId;
}

/** Id and public key in a makeCredential answer. */
export function registeredIn(answer: Uint8Array): { credentialId: Uint8Array; publicKey: Uint8Array } {
  const { authData } = decodeMessage(makeCredentialResponse, answer.subarray(1));
  const data = decodeAuthenticatorData(authData).attestedCredentialData!;
  return { credentialId: data.credentialId, publicKey: data.credentialPublicKeyBytes };
}

/** What a getAssertion answer says. */
export function assertionIn(answer: Uint8Array): GetAssertionResponse {
  return decodeMessage(getAssertionResponse, answer.subarray(1));
}
