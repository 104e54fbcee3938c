import { concat, utf8 } from '../../../src/bytes/bytes.ts';
import type { PinToken } from '../../../src/client/pin-uv.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import { sha256 } from '../../../src/crypto/hash.ts';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import {
  credentialManagementParams,
  credentialManagementRequest,
  credentialManagementSubCommand,
} from '../../../src/ctap2/credential-management.ts';
import { makeCredentialRequest } from '../../../src/ctap2/make-credential.ts';
import { permission } from '../../../src/ctap2/permissions.ts';
import { encodeMessage, writeValue } from '../../../src/ctap2/schema.ts';
import type { RuleContext } from '../../vocabulary/rule.ts';
import { assertionBytes } from './accounts.ts';
import type { Made } from './credential.ts';
import { algorithmsOf, clientDataHash, userNamed } from './credential.ts';
import { hasCredMgmt, pinOpensMcGa } from './pin.ts';

/** The commands that a token opens, as far as every key that has the permission serves them. */
export type TokenCommand = 'makeCredential' | 'getAssertion' | 'getCredsMetadata' | 'enumerateCredentialsBegin';

/** The permission that a command asks for. */
export const permissionFor: Readonly<Record<TokenCommand, number>> = {
  makeCredential: permission.mc,
  getAssertion: permission.ga,
  getCredsMetadata: permission.cm,
  enumerateCredentialsBegin: permission.cm,
};

/** The commands that a token got with the PIN can open on this key. */
export function tokenCommandsOf({ device }: RuleContext): TokenCommand[] {
  const { facts } = device;
  return [
    ...(pinOpensMcGa(facts) === true ? (['makeCredential', 'getAssertion'] as const) : []),
    ...(hasCredMgmt(facts) === true ? (['getCredsMetadata'] as const) : []),
  ];
}

/** What proves something about a message: a token, or a spoiled likeness of one. */
export type Prover = Pick<PinToken, 'protocol' | 'authenticate'>;

/** How a command is made. */
export interface TokenUseChoice {
  readonly rpId?: string;
  /** The credential that getAssertion is to use. */
  readonly own?: Made;
  /** The `up` option of getAssertion. */
  readonly up?: boolean;
  /** The `rk` option of makeCredential. */
  readonly rk?: boolean;
}

/** A sound request whose proof comes from `prover`, as it is sent. */
export function requestWith(
  context: RuleContext,
  command: TokenCommand,
  prover: Prover,
  choice: TokenUseChoice = {},
): Uint8Array {
  const { rpId = context.rpId } = choice;
  const hash = clientDataHash(context, `token ${command}`);
  const proof = (message: Uint8Array): { pinUvAuthParam: Uint8Array; pinUvAuthProtocol: number } => ({
    pinUvAuthParam: prover.authenticate(message),
    pinUvAuthProtocol: prover.protocol,
  });
  switch (command) {
    case 'makeCredential':
      return Uint8Array.of(
        ctapCommand.makeCredential,
        ...encodeMessage(makeCredentialRequest, {
          clientDataHash: hash,
          rp: { id: rpId },
          user: userNamed('token'),
          pubKeyCredParams: algorithmsOf(context.device.facts).map((alg) => ({ alg, type: 'public-key' })),
          ...(choice.rk === true ? { options: { rk: true } } : {}),
          ...proof(hash),
        }),
      );
    case 'getAssertion':
      return assertionBytes({
        rpId,
        clientDataHash: hash,
        ...(choice.own === undefined ? {} : { allowList: [choice.own.descriptor] }),
        ...(choice.up === undefined ? {} : { options: { up: choice.up } }),
        ...proof(hash),
      });
    case 'getCredsMetadata':
      return managementBytes({ subCommand: credentialManagementSubCommand.getCredsMetadata }, proof);
    case 'enumerateCredentialsBegin': {
      const subCommandParams = { rpIDHash: sha256(utf8(rpId)) };
      const subCommand = credentialManagementSubCommand.enumerateCredentialsBegin;
      return managementBytes({ subCommand, subCommandParams }, proof);
    }
  }
}

function managementBytes(
  request: { readonly subCommand: number; readonly subCommandParams?: { readonly rpIDHash: Uint8Array } },
  proof: (message: Uint8Array) => { pinUvAuthParam: Uint8Array; pinUvAuthProtocol: number },
): Uint8Array {
  const { subCommand, subCommandParams } = request;
  const params =
    subCommandParams === undefined
      ? new Uint8Array(0)
      : encodeCbor(writeValue(credentialManagementParams, subCommandParams));
  const whole = { ...request, ...proof(concat(Uint8Array.of(subCommand), params)) };
  return Uint8Array.of(ctapCommand.credentialManagement, ...encodeMessage(credentialManagementRequest, whole));
}
