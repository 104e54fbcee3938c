import type { MakeCredentialResponse } from '../../../src/ctap2/make-credential.ts';
import { makeCredentialResponse } from '../../../src/ctap2/make-credential.ts';
import { decodeMessage } from '../../../src/ctap2/schema.ts';
import type { Reply } from '../../vocabulary/device.ts';

/** The response of an accepted makeCredential. Throws `DecodeError`, which accuses the key. */
export function decodeMakeAnswer(reply: Reply): MakeCredentialResponse {
  return decodeMessage(makeCredentialResponse, reply.body);
}
