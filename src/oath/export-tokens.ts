import { shaRefusal, writeEntraCsv } from './entra-csv.ts';
import { hashRefusal, writeGraphTokens } from './graph-tokens.ts';
import { accountOf, writeOtpauthList } from './otpauth-list.ts';
import { type PskcEncryption, writePskc } from './pskc-writer.ts';
import { entraRefusal, notKept } from './token-limits.ts';
import { nameOf, type TokenFormat, type TokenRecord } from './token-record.ts';
import { isXmlCharacter } from './xml-reference.ts';

/** Where tokens go. */
export interface ExportOptions {
  readonly format: TokenFormat;
  /** Of pskc: how its secrets are closed; they are plain unless given. */
  readonly encryption?: PskcEncryption;
}

/** A token that a format cannot carry. */
export interface LeftToken {
  readonly index: number;
  readonly name: string;
  readonly because: string;
}

/** A file of tokens. */
export interface ExportedTokens {
  readonly text: string;
  readonly written: number;
  /** Tokens that are not in it, and why. */
  readonly left: readonly LeftToken[];
  /** What of the tokens is not in it. */
  readonly losses: readonly string[];
}

/** Writes tokens in a format. What it cannot carry is left and said. Throws `RangeError` for encryption that is none. */
export function exportTokens(tokens: readonly TokenRecord[], options: ExportOptions): ExportedTokens {
  const { format } = options;
  const left: LeftToken[] = [];
  const carried: TokenRecord[] = [];
  const serials = new Set<string>();
  for (const [index, token] of tokens.entries()) {
    const because = refusalOf(format, token, serials);
    if (because === undefined) carried.push(token);
    else left.push({ index, name: nameOf(token), because });
    if (token.serial !== undefined) serials.add(token.serial);
  }
  return { text: textOf(carried, options), written: carried.length, left, losses: lossesOf(format, carried) };
}

/** Why a format cannot carry a token; undefined where it can. */
function refusalOf(format: TokenFormat, token: TokenRecord, serials: ReadonlySet<string>): string | undefined {
  const { upn, serial, manufacturer, model, label, issuer } = token;
  const texts = [upn, serial, manufacturer, model, label, issuer].filter((text) => text !== undefined);
  switch (format) {
    case 'otpauth':
      return nameOf(token) === '' ? 'expected a label, an owner or a serial number, received none' : undefined;
    case 'pskc':
      return texts.every(isXmlCharacter) ? undefined : 'expected characters that XML has, received others';
    case 'csv':
      return (
        entraRefusal(token) ??
        notKept(token, ['upn', 'serial', 'manufacturer', 'model']) ??
        shaRefusal(token) ??
        (/^[^@\s]+@[^@\s]+$/.test(upn!.trim()) ? undefined : 'expected an upn NAME@DOMAIN, received other text') ??
        (texts.some((text) => /[\r\n]/.test(text)) ? 'expected texts of one line, received more' : undefined) ??
        duplicate(serial, serials)
      );
    case 'graph':
      return (
        entraRefusal(token) ??
        notKept(token, ['serial', 'manufacturer', 'model']) ??
        hashRefusal(token) ??
        duplicate(serial, serials)
      );
  }
}

function duplicate(serial: string | undefined, serials: ReadonlySet<string>): string | undefined {
  return serials.has(serial!) ? 'expected a serial number of its own, received that of another token' : undefined;
}

function textOf(tokens: readonly TokenRecord[], { format, encryption }: ExportOptions): string {
  switch (format) {
    case 'otpauth':
      return writeOtpauthList(tokens);
    case 'csv':
      return writeEntraCsv(tokens);
    case 'graph':
      return writeGraphTokens(tokens);
    case 'pskc':
      return writePskc(tokens, encryption);
  }
}

const carriedMembers = {
  otpauth: ['label', 'issuer'],
  csv: ['upn', 'serial', 'manufacturer', 'model'],
  graph: ['upn', 'serial', 'manufacturer', 'model', 'label'],
  pskc: ['upn', 'serial', 'manufacturer', 'model', 'label', 'issuer', 'timeDriftSteps'],
} as const satisfies Readonly<Record<TokenFormat, readonly string[]>>;
const optionalMembers = ['upn', 'serial', 'manufacturer', 'model', 'label', 'issuer', 'timeDriftSteps'] as const;

/** Members that some of the tokens have and the format has no place for. */
function lossesOf(format: TokenFormat, tokens: readonly TokenRecord[]): string[] {
  return optionalMembers
    .map((member) => ({ member, count: tokens.filter((token) => isLost(format, token, member)).length }))
    .filter(({ count }) => count > 0)
    .map(({ member, count }) => `${member} of ${count} ${count === 1 ? 'token' : 'tokens'}`);
}

function isLost(format: TokenFormat, token: TokenRecord, member: (typeof optionalMembers)[number]): boolean {
  const carried: readonly string[] = carriedMembers[format];
  if (!(member in token) || carried.includes(member)) return false;
  // the account of a URI is the first of label, owner and serial number that there is
  const isAccount = format === 'otpauth' && token[member as keyof TokenRecord] === accountOf(token);
  return !isAccount;
}
