import { concat, utf8 } from '../../../src/bytes/bytes.ts';
import type { PinToken } from '../../../src/client/pin-uv.ts';
import { encodeCbor } from '../../../src/codec/cbor/encode.ts';
import { sha256 } from '../../../src/crypto/hash.ts';
import { ctapCommand } from '../../../src/ctap2/commands.ts';
import {
  type CredentialManagementParams,
  type CredentialManagementRequest,
  type CredentialManagementResponse,
  credentialManagementParams,
  credentialManagementRequest,
  credentialManagementSubCommand as subCommands,
} from '../../../src/ctap2/credential-management.ts';
import { permission } from '../../../src/ctap2/permissions.ts';
import { encodeMessage, writeValue } from '../../../src/ctap2/schema.ts';
import { statusName } from '../../../src/ctap2/status.ts';
import { CtapError } from '../../../src/errors/ctap-error.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import type { RuleContext } from '../../vocabulary/rule.ts';
import { NotApplicable, Violation } from '../../vocabulary/violation.ts';
import type { Made } from './credential.ts';

/** Whether the key has credential management under tokens with permissions; else why rules about it do not apply. */
export function managesCredentials({ info }: KeyFacts): true | string {
  if (info.options['credMgmt'] !== true) return 'the key has no credential management (option credMgmt)';
  if (info.options['rk'] !== true) return 'the key holds no discoverable credentials (option rk)';
  return info.options['pinUvAuthToken'] === true || 'the key has no tokens with permissions (option pinUvAuthToken)';
}

/** A token for credential management, bound to no relying party unless told. */
export function managementToken({ device }: RuleContext, rpId?: string): Promise<PinToken> {
  if (device.pin === undefined) throw new NotApplicable('no PIN is known to the harness');
  return device.pin.uv().tokenWithPermissions(device.pin.pin, permission.cm, rpId);
}

/** What pinUvAuthParam covers: the subcommand, and for those that have any its parameters. */
export function managementMessage(subCommand: number, params?: CredentialManagementParams): Uint8Array {
  const head = Uint8Array.of(subCommand);
  return params === undefined ? head : concat(head, encodeCbor(writeValue(credentialManagementParams, params)));
}

/** A request with a right pinUvAuthParam. */
export function managementRequest(
  token: PinToken,
  subCommand: number,
  params?: CredentialManagementParams,
): CredentialManagementRequest {
  return {
    subCommand,
    ...(params === undefined ? {} : { subCommandParams: params }),
    pinUvAuthProtocol: token.protocol,
    pinUvAuthParam: token.authenticate(managementMessage(subCommand, params)),
  };
}

/** A request as it is sent: command byte and parameters. */
export function managementBytes(request: CredentialManagementRequest): Uint8Array {
  return Uint8Array.of(ctapCommand.credentialManagement, ...encodeMessage(credentialManagementRequest, request));
}

/** One authorised subcommand. A refusal escapes as `CtapError`. */
export async function manage(
  context: RuleContext,
  subCommand: number,
  params?: CredentialManagementParams,
  token?: PinToken,
): Promise<CredentialManagementResponse> {
  const used = token ?? (await managementToken(context));
  return context.device.client.credentialManagement(managementRequest(used, subCommand, params));
}

/** The two counts of getCredsMetadata. */
export async function countsOf(context: RuleContext): Promise<{ existing: number; remaining: number }> {
  const answer = await manage(context, subCommands.getCredsMetadata);
  const { existingResidentCredentialsCount: existing, maxPossibleRemainingResidentCredentialsCount: remaining } =
    answer;
  if (existing === undefined || remaining === undefined) {
    throw new Violation('getCredsMetadata to tell both counts', existing === undefined ? 'no 0x01' : 'no 0x02');
  }
  return { existing, remaining };
}

/** Every answer of enumerateRPs, in order; none for an empty store. */
export function listParties(context: RuleContext): Promise<CredentialManagementResponse[]> {
  return enumerate(context, {
    begin: subCommands.enumerateRPsBegin,
    next: subCommands.enumerateRPsGetNextRP,
    total: 'totalRPs',
  });
}

/** Every answer of enumerateCredentials for a relying party, in order; none where it has no credentials. */
export function listCredentials(context: RuleContext, rpId: string): Promise<CredentialManagementResponse[]> {
  return enumerate(context, {
    begin: subCommands.enumerateCredentialsBegin,
    next: subCommands.enumerateCredentialsGetNextCredential,
    total: 'totalCredentials',
    params: { rpIDHash: partyHash(rpId) },
  });
}

interface Enumeration {
  readonly begin: number;
  readonly next: number;
  readonly total: 'totalRPs' | 'totalCredentials';
  readonly params?: CredentialManagementParams;
}

async function enumerate(context: RuleContext, how: Enumeration): Promise<CredentialManagementResponse[]> {
  const { client } = context.device;
  let first: CredentialManagementResponse;
  try {
    first = await manage(context, how.begin, how.params);
  } catch (error) {
    // An empty list is an error to some and a total of zero to others.
    if (error instanceof CtapError) return [];
    throw error;
  }
  const total = first[how.total];
  if (total === undefined) throw new Violation(`${how.total} in the first answer`, 'none');
  if (total === 0) return [];
  if (total > MOST) throw new Violation(`a plausible ${how.total}`, `${total}`);
  const all = [first];
  while (all.length < total) {
    try {
      all.push(await client.credentialManagement({ subCommand: how.next }));
    } catch (error) {
      if (!(error instanceof CtapError)) throw error;
      throw new Violation(`${total} answers, as ${how.total} says`, `${all.length}, then ${statusName(error.status)}`);
    }
  }
  return all;
}

const MOST = 10_000;

/** The hash that names a relying party. */
export function partyHash(rpId: string): Uint8Array {
  return sha256(utf8(rpId));
}

/** The answer about one credential among those listed; accuses the key unless it is there exactly once. */
export function entryOf(listed: readonly CredentialManagementResponse[], made: Made): CredentialManagementResponse {
  const found = listed.filter(({ credentialID }) => isId(credentialID?.id, made.descriptor.id));
  if (found.length === 1) return found[0]!;
  throw new Violation(
    `the credential of ${made.user.name ?? 'the user'} to be listed once`,
    `${found.length} times among ${listed.length} credentials`,
  );
}

/** Whether a credential is listed. */
export function isListed(listed: readonly CredentialManagementResponse[], made: Made): boolean {
  return listed.some(({ credentialID }) => isId(credentialID?.id, made.descriptor.id));
}

function isId(left: Uint8Array | undefined, right: Uint8Array): boolean {
  return left !== undefined && Buffer.from(left).equals(right);
}
