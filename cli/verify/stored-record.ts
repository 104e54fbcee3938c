import { toBase64url } from '../../src/bytes/base64url.ts';
import { fromHex } from '../../src/bytes/hex.ts';
import { JsonObject } from '../../src/codec/json-object.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import { UsageError } from '../exit-code.ts';
import type { Bundle } from './bundle.ts';
import { base64Of, inputOf, readInputFile } from './read-input.ts';

/** A credential record as far as a file or the command line says it. */
export interface StoredRecord {
  readonly id?: string;
  readonly publicKey: string;
  readonly signCount: number;
  readonly backupEligible?: boolean;
  readonly userHandle?: string;
}

/** What the command line says of the credential. */
export interface CredentialOptions {
  readonly credential?: string;
  readonly publicKey?: string;
  readonly signCount?: number;
}

/** The credential record: of the command line, of a file (also the JSON of `verify registration`), or of the bundle. */
export async function credentialOf(bundle: Bundle, options: CredentialOptions): Promise<StoredRecord> {
  const { credential: path, publicKey, signCount } = options;
  const fromFile = path === undefined ? bundle.credential : await credentialFile(path);
  if (fromFile === undefined && publicKey === undefined) {
    throw new UsageError(
      'verify assertion: expected the credential: --credential FILE, or --public-key COSE_KEY with --sign-count N',
    );
  }
  try {
    const members = new JsonObject(fromFile ?? {}, path ?? 'credential');
    const backupEligible = members.get('backupEligible');
    const userHandle = binaryText(members, 'userHandle');
    const id = binaryText(members, 'id');
    return {
      ...(id === undefined ? {} : { id }),
      publicKey: publicKey === undefined ? keyOf(members) : keyText(publicKey),
      signCount: signCount ?? members.optionalCount('signCount') ?? 0,
      ...(typeof backupEligible === 'boolean' ? { backupEligible } : {}),
      ...(userHandle === undefined ? {} : { userHandle }),
    };
  } catch (error) {
    if (error instanceof DecodeError) throw new UsageError(error.message);
    throw error;
  }
}

function keyOf(members: JsonObject): string {
  const text = binaryText(members, 'publicKey');
  // says what is missing
  return text ?? members.text('publicKey');
}

/** An optional member in base64 of either alphabet, as base64url. */
function binaryText(members: JsonObject, name: string): string | undefined {
  const text = members.optionalText(name);
  if (text === undefined) return undefined;
  const bytes = base64Of(text);
  if (bytes !== undefined) return toBase64url(bytes);
  throw new DecodeError(`${members.path}.${name}`, 'base64url', JSON.stringify(text.slice(0, 40)));
}

async function credentialFile(path: string): Promise<unknown> {
  const read = inputOf(await readInputFile(path), path);
  if (read.kind !== 'json') throw new UsageError(`${path}: expected a credential in JSON, received something else`);
  const { value } = read;
  return typeof value === 'object' && value !== null && 'credential' in value ? value.credential : value;
}

/** COSE_Key bytes in hex or base64url, as base64url. */
function keyText(text: string): string {
  const bytes = /^[0-9a-fA-F]+$/.test(text) && text.length % 2 === 0 ? fromHex(text) : base64Of(text);
  if (bytes === undefined)
    throw new UsageError('--public-key: expected a COSE_Key in hex or base64url, received something else');
  return toBase64url(bytes);
}
