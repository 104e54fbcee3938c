import { toBase64url } from '../../bytes/base64url.ts';
import type { CborMap } from '../../codec/cbor/value.ts';
import type { NamedExtensionSteps } from './extension-steps.ts';
import {
  contradictory,
  type ExtensionProblem,
  isDictionary,
  lengthOf,
  memberOf,
  notRequested,
  unexpected,
} from './extension-value.ts';

/** What an extension is judged on: what was asked, what the authenticator signed, what the client said. */
export interface ExtensionContext {
  readonly ceremony: 'registration' | 'assertion';
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: CborMap | undefined;
  /** Absent where the caller hands no client outputs on; then they are not judged. */
  readonly clientOutputs: Readonly<Record<string, unknown>> | undefined;
  readonly credentialId: Uint8Array | undefined;
}

/** How the outputs of one extension are judged once it was asked for. */
export interface ExtensionRule {
  readonly step: keyof NamedExtensionSteps;
  readonly ceremonies: readonly ExtensionContext['ceremony'][];
  /** Identifiers of inputs, of client and authenticator, any of which asks for the extension. */
  readonly asks: readonly string[];
  /** Identifiers of the outputs of authenticator and client. */
  readonly answers: readonly string[];
  readonly judge: (context: ExtensionContext) => ExtensionProblem | undefined;
}

const both = ['registration', 'assertion'] as const;

/** The extensions whose outputs are judged. All are optional: no output is wrong for being absent, unless it was enforced. */
export const extensionRules: readonly ExtensionRule[] = [
  {
    step: 'credProtect',
    ceremonies: ['registration'],
    asks: ['credentialProtectionPolicy', 'enforceCredentialProtectionPolicy', 'credProtect'],
    answers: ['credProtect'],
    judge: judgeCredProtect,
  },
  {
    step: 'hmacSecret',
    ceremonies: both,
    asks: ['hmacCreateSecret', 'hmacGetSecret', 'hmac-secret', 'hmac-secret-mc', 'prf'],
    answers: ['hmac-secret', 'hmac-secret-mc', 'hmacCreateSecret', 'hmacGetSecret'],
    judge: judgeHmacSecret,
  },
  { step: 'prf', ceremonies: both, asks: ['prf'], answers: ['prf'], judge: judgePrf },
  { step: 'largeBlob', ceremonies: both, asks: ['largeBlob'], answers: ['largeBlob'], judge: judgeLargeBlob },
  {
    step: 'credBlob',
    ceremonies: both,
    asks: ['credBlob', 'getCredBlob'],
    answers: ['credBlob', 'getCredBlob'],
    judge: judgeCredBlob,
  },
  {
    step: 'minPinLength',
    ceremonies: ['registration'],
    asks: ['minPinLength'],
    answers: ['minPinLength'],
    judge: judgeMinPinLength,
  },
  {
    step: 'credProps',
    ceremonies: ['registration'],
    asks: ['credProps'],
    answers: ['credProps'],
    judge: judgeCredProps,
  },
  { step: 'appId', ceremonies: ['assertion'], asks: ['appid'], answers: ['appid'], judge: judgeFlag('appid') },
  {
    step: 'appIdExclude',
    ceremonies: ['registration'],
    asks: ['appidExclude'],
    answers: ['appidExclude'],
    judge: judgeFlag('appidExclude'),
  },
];

const levels: Readonly<Record<string, number>> = {
  userVerificationOptional: 1,
  userVerificationOptionalWithCredentialIDList: 2,
  userVerificationRequired: 3,
};

function judgeCredProtect({ inputs, outputs }: ExtensionContext): ExtensionProblem | undefined {
  const level = outputs?.get('credProtect');
  if (level !== undefined && level !== 1 && level !== 2 && level !== 3) {
    return unexpected('extensions.credProtect', '1, 2 or 3');
  }
  const policy = inputs['credentialProtectionPolicy'];
  const asked = typeof policy === 'string' && Object.hasOwn(levels, policy) ? (levels[policy] ?? 1) : 1;
  // The lowest level is that of an authenticator without the extension, so its enforcement asks for nothing.
  if (inputs['enforceCredentialProtectionPolicy'] !== true || asked === 1) return undefined;
  if (level === undefined) {
    const because = `extensions.credProtect: expected level ${asked}, which was enforced, received none`;
    return { code: 'cred-protect-missing', because };
  }
  if (level >= asked) return undefined;
  const because = `extensions.credProtect: expected level ${asked}, which was enforced, received ${level}`;
  return { code: 'cred-protect-too-low', because };
}

function judgeHmacSecret(context: ExtensionContext): ExtensionProblem | undefined {
  const { ceremony, inputs, outputs, clientOutputs } = context;
  const output = outputs?.get('hmac-secret');
  const created = memberOf(clientOutputs, 'hmacCreateSecret');
  if (ceremony === 'registration') {
    if (output !== undefined && typeof output !== 'boolean') return unexpected('extensions.hmac-secret', 'a boolean');
    if (created !== undefined && typeof created !== 'boolean') return unexpected('hmacCreateSecret', 'a boolean');
    if (typeof output === 'boolean' && typeof created === 'boolean' && output !== created) {
      return contradictory('hmacCreateSecret', 'hmac-secret');
    }
    return judgeSecrets('hmac-secret-mc', outputs?.get('hmac-secret-mc'), context);
  }
  const wrong = judgeSecrets('hmac-secret', output, context);
  if (wrong !== undefined) return wrong;
  const got = memberOf(clientOutputs, 'hmacGetSecret');
  if (got === undefined) return undefined;
  if (!isDictionary(got)) return unexpected('hmacGetSecret', 'a dictionary');
  if (lengthOf(got['output1']) !== 32) return unexpected('hmacGetSecret.output1', '32 bytes');
  const isSecondAsked = memberOf(inputs['hmacGetSecret'], 'salt2') !== undefined;
  return judgeSecond('hmacGetSecret.output2', got['output2'], isSecondAsked);
}

/** One or two outputs of 32 bytes, encrypted by PIN/UV auth protocol one (no IV) or two (an IV of 16 bytes). */
function judgeSecrets(name: string, output: unknown, context: ExtensionContext): ExtensionProblem | undefined {
  if (output === undefined) return undefined;
  const count = countOfSalts(context);
  const lengths = [1, 2]
    .filter((salts) => count === undefined || salts === count)
    .flatMap((n) => [32 * n, 32 * n + 16]);
  if (output instanceof Uint8Array && lengths.includes(output.length)) return undefined;
  return unexpected(`extensions.${name}`, `${lengths.join(' or ')} bytes`);
}

/** How many salts were asked for; undefined where the request does not tell. */
function countOfSalts({ inputs, ...context }: ExtensionContext): 1 | 2 | undefined {
  const get = inputs['hmacGetSecret'];
  if (isDictionary(get)) return get['salt2'] === undefined ? 1 : 2;
  const values = prfValues({ inputs, ...context });
  if (values !== undefined) return values['second'] === undefined ? 1 : 2;
  return undefined;
}

/** The inputs of prf for this credential: those named for it, or those for any. */
function prfValues({
  inputs,
  ceremony,
  credentialId,
}: ExtensionContext): Readonly<Record<string, unknown>> | undefined {
  const prf = inputs['prf'];
  const named =
    ceremony === 'assertion' && credentialId !== undefined
      ? memberOf(memberOf(prf, 'evalByCredential'), toBase64url(credentialId))
      : undefined;
  const values = named ?? memberOf(prf, 'eval');
  return isDictionary(values) ? values : undefined;
}

function judgePrf(context: ExtensionContext): ExtensionProblem | undefined {
  const { ceremony, outputs, clientOutputs } = context;
  const prf = memberOf(clientOutputs, 'prf');
  if (prf === undefined) return undefined;
  if (!isDictionary(prf)) return unexpected('prf', 'a dictionary');
  const { enabled, results } = prf;
  if (enabled !== undefined) {
    if (ceremony === 'assertion') return notRequested('prf.enabled');
    if (typeof enabled !== 'boolean') return unexpected('prf.enabled', 'a boolean');
    const signed = outputs?.get('hmac-secret');
    if (typeof signed === 'boolean' && signed !== enabled) return contradictory('prf.enabled', 'hmac-secret');
  }
  if (results === undefined) return undefined;
  const values = prfValues(context);
  if (values === undefined) return notRequested('prf.results');
  if (!isDictionary(results)) return unexpected('prf.results', 'a dictionary');
  if (lengthOf(results['first']) !== 32) return unexpected('prf.results.first', '32 bytes');
  return judgeSecond('prf.results.second', results['second'], values['second'] !== undefined);
}

function judgeSecond(place: string, output: unknown, isAsked: boolean): ExtensionProblem | undefined {
  if (!isAsked) return output === undefined ? undefined : notRequested(place);
  return lengthOf(output) === 32 ? undefined : unexpected(place, '32 bytes');
}

function judgeLargeBlob({ ceremony, inputs, clientOutputs }: ExtensionContext): ExtensionProblem | undefined {
  if (clientOutputs === undefined) return undefined;
  const asked = inputs['largeBlob'];
  const output = memberOf(clientOutputs, 'largeBlob');
  if (output !== undefined && !isDictionary(output)) return unexpected('largeBlob', 'a dictionary');
  const { supported, blob, written } = output ?? {};
  if (ceremony === 'registration') {
    if (supported !== undefined && typeof supported !== 'boolean')
      return unexpected('largeBlob.supported', 'a boolean');
    if (blob !== undefined) return notRequested('largeBlob.blob');
    if (written !== undefined) return notRequested('largeBlob.written');
    if (memberOf(asked, 'support') !== 'required' || supported === true) return undefined;
    const because = `largeBlob.supported: expected true, which was required, received ${supported ?? 'nothing'}`;
    return { code: 'large-blob-unsupported', because };
  }
  if (supported !== undefined) return notRequested('largeBlob.supported');
  if (blob !== undefined) {
    if (memberOf(asked, 'read') !== true) return notRequested('largeBlob.blob');
    if (lengthOf(blob) === undefined) return unexpected('largeBlob.blob', 'bytes');
  }
  if (written !== undefined) {
    if (memberOf(asked, 'write') === undefined) return notRequested('largeBlob.written');
    if (typeof written !== 'boolean') return unexpected('largeBlob.written', 'a boolean');
  }
  return undefined;
}

function judgeCredBlob({ ceremony, outputs, clientOutputs }: ExtensionContext): ExtensionProblem | undefined {
  const signed = outputs?.get('credBlob');
  if (ceremony === 'assertion') {
    if (signed !== undefined && !(signed instanceof Uint8Array)) return unexpected('extensions.credBlob', 'bytes');
    const got = memberOf(clientOutputs, 'getCredBlob');
    return got === undefined || lengthOf(got) !== undefined ? undefined : unexpected('getCredBlob', 'bytes');
  }
  if (signed !== undefined && typeof signed !== 'boolean') return unexpected('extensions.credBlob', 'a boolean');
  const stored = memberOf(clientOutputs, 'credBlob');
  if (stored === undefined) return undefined;
  if (typeof stored !== 'boolean') return unexpected('credBlob', 'a boolean');
  return signed === undefined || signed === stored ? undefined : contradictory('credBlob', 'the signed credBlob');
}

function judgeMinPinLength({ outputs }: ExtensionContext): ExtensionProblem | undefined {
  const output = outputs?.get('minPinLength');
  if (output === undefined || (typeof output === 'number' && output >= 4 && output <= 63)) return undefined;
  return unexpected('extensions.minPinLength', 'a whole number from 4 to 63');
}

function judgeCredProps({ clientOutputs }: ExtensionContext): ExtensionProblem | undefined {
  const output = memberOf(clientOutputs, 'credProps');
  if (output === undefined) return undefined;
  if (!isDictionary(output)) return unexpected('credProps', 'a dictionary');
  const { rk } = output;
  return rk === undefined || typeof rk === 'boolean' ? undefined : unexpected('credProps.rk', 'a boolean');
}

function judgeFlag(name: string): (context: ExtensionContext) => ExtensionProblem | undefined {
  return ({ clientOutputs }) => {
    const output = memberOf(clientOutputs, name);
    return output === undefined || typeof output === 'boolean' ? undefined : unexpected(name, 'a boolean');
  };
}
