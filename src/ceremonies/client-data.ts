import { toBase64url } from '../bytes/base64url.ts';
import { utf8 } from '../bytes/bytes.ts';
import type { ClientDataMembers } from './hooks.ts';
import type { AssertionRequest } from './request.ts';

/** The members that a client writes, in the order of WebAuthn Level 3 section 5.8.1.1. */
export function clientDataMembers(
  type: 'webauthn.create' | 'webauthn.get',
  request: AssertionRequest,
): Map<string, unknown> {
  const members = new Map<string, unknown>([
    ['type', type],
    ['challenge', toBase64url(request.challenge)],
    ['origin', request.origin],
    ['crossOrigin', request.crossOrigin === true],
  ]);
  if (request.topOrigin !== undefined) members.set('topOrigin', request.topOrigin);
  return members;
}

/** UTF-8 of the JSON of client data, its members in their order. */
export function clientDataBytes(members: ClientDataMembers): Uint8Array {
  const written = [...members].map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  return utf8(`{${written.join(',')}}`);
}
