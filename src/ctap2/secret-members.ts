import { readUint16 } from '../bytes/bytes.ts';
import { type SpanStep, type StringSpan, stringSpans } from '../codec/cbor/string-spans.ts';
import { commandName, ctapCommand } from './commands.ts';
import { commandTables } from './messages.ts';
import type { AnyType, Fields } from './schema.ts';

/** A secret, or a person's name, within a message. */
export interface SecretSpan {
  /** `authenticatorClientPIN.pinHashEnc`. */
  readonly path: string;
  /** Offset of its first byte within the message, the command or status byte counted. */
  readonly at: number;
  /** Offset behind its last byte. */
  readonly end: number;
}

/** Members whose content a transcript does not show, wherever they are. */
const secretNames: ReadonlySet<SpanStep> = new Set([
  'pinUvAuthParam',
  'newPinEnc',
  'pinHashEnc',
  'pinUvAuthToken',
  'largeBlobKey',
  'templateFriendlyName',
]);
/** Members of `extensions`, of authenticator data and of unsigned outputs that are secret as a whole. */
const secretExtensions: ReadonlySet<SpanStep> = new Set([
  'credBlob',
  'hmac-secret',
  'hmac-secret-mc',
  'prf',
  'largeBlob',
]);
const namesOfPeople: ReadonlySet<SpanStep> = new Set(['name', 'displayName']);
/** Within the input of hmac-secret the public key of the platform is no secret. */
const HMAC_KEY_AGREEMENT = 1;

const FLAG_AT = 0x40;
const FLAG_ED = 0x80;

/** The secrets of a request, or of the beginning of one: what authenticates, encrypts PINs and salts, private data, names of people. Never throws. */
export function secretsOfRequest(request: Uint8Array): SecretSpan[] {
  const command = request[0];
  if (command === undefined) return [];
  return secretsOf(command, commandTables.get(command)?.request?.fields, request);
}

/** The secrets of the answer to `command`, or of the beginning of one. Never throws. */
export function secretsOfResponse(command: number, response: Uint8Array): SecretSpan[] {
  return secretsOf(command, commandTables.get(command)?.response?.fields, response);
}

function secretsOf(command: number, fields: Fields | undefined, message: Uint8Array): SecretSpan[] {
  const place = commandName(command);
  return stringSpans(message, 1).spans.flatMap((span): SecretSpan[] => {
    const names = named(fields, span.path);
    if (names[0] === 'authData' && names.length === 1) return secretsOfAuthData(message, span, place);
    return isSecret(command, names) ? [{ path: [place, ...names].join('.'), at: span.at, end: span.end }] : [];
  });
}

function isSecret(command: number, names: readonly SpanStep[]): boolean {
  if (names.some((name) => secretNames.has(name))) return true;
  const [first] = names;
  if (command === ctapCommand.largeBlobs) return first === 'set' || first === 'config';
  const user = names.indexOf('user');
  if (user >= 0 && namesOfPeople.has(names[user + 1] ?? '')) return true;
  return (first === 'extensions' || first === 'unsignedExtensionOutputs') && isSecretExtension(names.slice(1));
}

function isSecretExtension([id = '', member]: readonly SpanStep[]): boolean {
  return secretExtensions.has(id) && member !== HMAC_KEY_AGREEMENT;
}

/** Outputs of extensions lie at the end of authenticator data (WebAuthn section 6.1). */
function secretsOfAuthData(message: Uint8Array, { at, end }: StringSpan, place: string): SecretSpan[] {
  const authData = message.subarray(at, end);
  const flags = authData[32] ?? 0;
  if ((flags & FLAG_ED) === 0 || authData.length < 38) return [];
  let from = 37;
  if ((flags & FLAG_AT) !== 0) {
    if (authData.length < 55) return [];
    from = 55 + readUint16(authData, 53);
    from = stringSpans(authData, from).end;
  }
  return stringSpans(authData, from)
    .spans.filter(({ path }) => isSecretExtension(path))
    .map((span) => ({
      path: `${place}.authData.extensions.${span.path.join('.')}`,
      at: at + span.at,
      end: at + span.end,
    }));
}

function named(fields: Fields | undefined, path: readonly SpanStep[]): SpanStep[] {
  const names: SpanStep[] = [];
  let within = fields;
  let type: AnyType | undefined;
  for (const step of path) {
    if (step === '[]') {
      type = type?.kind === 'array' ? (type.of as AnyType) : undefined;
      within = type?.kind === 'map' ? type.fields : undefined;
      names.push(step);
      continue;
    }
    const found = Object.entries(within ?? {}).find(([, { key }]) => key === step);
    names.push(found?.[0] ?? step);
    type = found?.[1].type as AnyType | undefined;
    within = type?.kind === 'map' ? type.fields : undefined;
  }
  return names;
}
