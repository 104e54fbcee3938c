import { DecodeError } from '../errors/decode-error.ts';
import { type ImportedTokens, type ImportFailure, TokenError } from './import-failure.ts';
import { type OathHash, oathHash } from './oath-hash.ts';
import { childOf, childrenOf, textOf } from './pskc-element.ts';
import { type PskcOpener, type PskcSecrets, pskcOpener } from './pskc-keys.ts';
import { pskcAlgorithms, pskcNamespace } from './pskc-names.ts';
import { pskcUser } from './pskc-user.ts';
import { pskcInteger, pskcSecret } from './pskc-value.ts';
import { TextLines } from './text-lines.ts';
import type { TokenFacts, TokenRecord } from './token-record.ts';
import type { XmlElement } from './xml-element.ts';
import { readXml } from './xml-reader.ts';

/**
 * Reads a portable symmetric key container (RFC 6030). Each key becomes a token or a failure; values that are encrypted need
 * the key or password. Throws `DecodeError` for XML that is none and for another document.
 */
export function readPskc(text: string, secrets: PskcSecrets = {}): ImportedTokens {
  const lines = new TextLines(text);
  const container = containerOf(text, lines);
  const opener = pskcOpener(container, secrets);
  const tokens: TokenRecord[] = [];
  const failures: ImportFailure[] = [];
  const remarks = new Set<string>();
  for (const [index, pack] of childrenOf(container, 'KeyPackage').entries()) {
    try {
      tokens.push(tokenOf(pack, opener, remarks));
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      failures.push(failureOf(error, pack, index, lines));
    }
  }
  if (childrenOf(container, 'Signature', pskcNamespace.ds).length > 0)
    remarks.add('the signature of the container was not checked');
  return { format: 'pskc', tokens, failures, remarks: [...remarks] };
}

function containerOf(text: string, lines: TextLines): XmlElement {
  let root: XmlElement;
  try {
    root = readXml(text);
  } catch (error) {
    if (!(error instanceof DecodeError) || error.offset === undefined) throw error;
    const { line, column } = lines.placeOf(error.offset);
    throw new DecodeError(`pskc, line ${line}, column ${column}`, error.expected, error.received, { kind: error.kind });
  }
  if (root.name !== 'KeyContainer' || root.namespace !== pskcNamespace.pskc) {
    const isDraft = root.name === 'KeyContainer' && root.namespace !== '';
    const received = isDraft
      ? `that of ${JSON.stringify(root.namespace.slice(0, 80))}`
      : `the element ${root.name.slice(0, 40)}`;
    throw new DecodeError('pskc', `a KeyContainer of ${pskcNamespace.pskc}`, received, { kind: 'type' });
  }
  const version = root.attributes.get('Version');
  if (version !== undefined && !/^1\.\d{1,3}$/.test(version)) {
    throw new DecodeError('pskc.Version', '1.0', JSON.stringify(version.slice(0, 20)), { kind: 'value' });
  }
  return root;
}

function tokenOf(pack: XmlElement, opener: PskcOpener, remarks: Set<string>): TokenRecord {
  const key = childOf(pack, 'Key');
  if (key === undefined) throw new TokenError('field-missing', 'Key', 'one', 'none', pack.offset);
  const type = typeOf(key);
  const data = childOf(key, 'Data');
  const secret = data === undefined ? undefined : childOf(data, 'Secret');
  if (data === undefined || secret === undefined)
    throw new TokenError('field-missing', 'Secret', 'one', 'none', key.offset);
  if (childOf(key, 'Policy') !== undefined)
    remarks.add('policies of keys (dates of validity, PINs, uses) are not kept');
  const facts = {
    secret: pskcSecret(secret, opener, remarks),
    ...formatOf(key),
    ...described(pack, key),
  };
  if (type === 'hotp') {
    const counter = pskcInteger(data, 'Counter', opener, 0, Number.MAX_SAFE_INTEGER);
    // RFC 6030 section 10.1: the profile of HOTP wants one, figures of it do without
    return { type, ...facts, counter: counter ?? 0 };
  }
  const time = pskcInteger(data, 'Time', opener, 0, Number.MAX_SAFE_INTEGER) ?? 0;
  if (time !== 0) remarks.add('a Time other than 0 is not kept: steps are counted from 1970');
  const drift = driftOf(data, opener, remarks);
  return {
    type,
    ...facts,
    periodSeconds: pskcInteger(data, 'TimeInterval', opener, 1, 86_400) ?? 30,
    ...(drift === undefined ? {} : { timeDriftSteps: drift }),
  };
}

/** The drift in steps. libpskc writes a negative one as if it were unsigned, which no clock can mean. */
function driftOf(data: XmlElement, opener: PskcOpener, remarks: Set<string>): number | undefined {
  const drift = pskcInteger(data, 'TimeDrift', opener, -(2 ** 31), 2 ** 32 - 1);
  if (drift === undefined || drift < 2 ** 31) return drift;
  remarks.add('a TimeDrift of 2^31 or more is read as the negative number that libpskc writes so');
  return drift - 2 ** 32;
}

function typeOf(key: XmlElement): 'hotp' | 'totp' {
  const algorithm = key.attributes.get('Algorithm');
  const expected = 'the algorithm of HOTP or TOTP';
  if (algorithm === undefined) throw new TokenError('field-missing', 'Algorithm', expected, 'none', key.offset);
  const type = Object.hasOwn(pskcAlgorithms, algorithm) ? pskcAlgorithms[algorithm] : undefined;
  if (type !== undefined) return type;
  throw new TokenError('type-unsupported', 'Algorithm', expected, JSON.stringify(algorithm.slice(0, 80)), key.offset);
}

function formatOf(key: XmlElement): { readonly hash: OathHash; readonly digits: number } {
  const parameters = childOf(key, 'AlgorithmParameters');
  const suite = textOf(parameters, 'Suite');
  const response = parameters === undefined ? undefined : childOf(parameters, 'ResponseFormat');
  const encoding = response?.attributes.get('Encoding') ?? 'DECIMAL';
  if (encoding !== 'DECIMAL') {
    throw new TokenError(
      'type-unsupported',
      'ResponseFormat',
      'DECIMAL',
      JSON.stringify(encoding.slice(0, 20)),
      response!.offset,
    );
  }
  const length = response?.attributes.get('Length') ?? '6';
  if (!/^(?:[6-9]|10)$/.test(length)) {
    throw new TokenError(
      'field-wrong',
      'ResponseFormat',
      'a length of 6 to 10',
      JSON.stringify(length.slice(0, 20)),
      response!.offset,
    );
  }
  return { hash: hashOf(suite, parameters), digits: Number(length) };
}

function hashOf(suite: string | undefined, parameters: XmlElement | undefined): OathHash {
  if (suite === undefined) return 'SHA1';
  try {
    // also whole names such as HMAC-SHA-256 and HOTP-HMAC-SHA256
    return oathHash(suite.replace(/^[HT]OTP-/i, ''));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const received = JSON.stringify(suite.slice(0, 40));
    throw new TokenError(
      'type-unsupported',
      'Suite',
      'HMAC-SHA1, HMAC-SHA256 or HMAC-SHA512',
      received,
      parameters!.offset,
    );
  }
}

function described(pack: XmlElement, key: XmlElement): Omit<TokenFacts, 'secret' | 'hash' | 'digits'> {
  const device = childOf(pack, 'DeviceInfo');
  const serial = textOf(device, 'SerialNo') ?? key.attributes.get('Id')?.trim();
  const manufacturer = textOf(device, 'Manufacturer');
  const model = textOf(device, 'Model');
  const issuer = textOf(key, 'Issuer');
  const user = textOf(key, 'UserId') ?? textOf(device, 'UserId');
  const label = textOf(key, 'FriendlyName') ?? textOf(device, 'FriendlyName');
  return {
    ...(serial === undefined || serial === '' ? {} : { serial }),
    ...(manufacturer === undefined ? {} : { manufacturer }),
    ...(model === undefined ? {} : { model }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(user === undefined ? {} : { upn: pskcUser(user) }),
    ...(label === undefined ? {} : { label }),
  };
}

function failureOf(error: TokenError, pack: XmlElement, index: number, lines: TextLines): ImportFailure {
  const { line, column } = lines.placeOf(error.at ?? pack.offset);
  const serial = childrenOf(pack, 'DeviceInfo').map((device) => childrenOf(device, 'SerialNo')[0]?.text.trim())[0];
  return {
    code: error.code,
    place: `KeyPackage ${index + 1}, line ${line} (${error.path})`,
    expected: error.expected,
    received: error.received,
    line,
    column,
    index,
    field: error.path,
    ...(serial === undefined || serial === '' ? {} : { serial: serial.slice(0, 64) }),
  };
}
