import { toBase64url } from '../../src/bytes/base64url.ts';
import { JsonObject } from '../../src/codec/json-object.ts';
import { DecodeError } from '../../src/errors/decode-error.ts';
import { UsageError } from '../exit-code.ts';
import { base64Of } from './read-input.ts';

/** What may be asked of user verification. */
const verifications: readonly string[] = ['required', 'preferred', 'discouraged'];

/** A response and what came with it in its file. */
export interface Bundle {
  /** As it stands in the file: whatever it is, the verifier gives a verdict on it. */
  readonly response: unknown;
  /** Expectations, or the options that the relying party sent. */
  readonly expected: BundledExpectations;
  /** The credential record of an assertion. */
  readonly credential: unknown;
}

/** What a file may say of the expectations. */
export interface BundledExpectations {
  readonly challenge?: string;
  readonly origins?: readonly string[];
  readonly rpId?: string;
  readonly userVerification?: string;
  readonly pubKeyCredParams?: readonly { readonly type: string; readonly alg: number }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly crossOrigin?: boolean;
  readonly topOrigins?: readonly string[];
  /** Ids in base64url, which the request listed. */
  readonly allowCredentials?: readonly string[];
}

/**
 * Takes a file's JSON apart: a response alone, or an object of `response` and any of `expected`, `options` (as the relying
 * party sent them, WebAuthn Level 3 section 5.4 or 5.5 in JSON) and `credential`. Throws `UsageError` for expectations of another shape.
 */
export function bundleOf(value: unknown, path: string): Bundle {
  if (!isObject(value))
    throw new UsageError(`${path}: expected a response, received ${Array.isArray(value) ? 'an array' : typeof value}`);
  const isAlone = !isObject(value['response']) || !isObject(value['response']['response']);
  if (isAlone && !('expected' in value) && !('options' in value))
    return { response: value, expected: {}, credential: undefined };
  try {
    const fromOptions = value['options'] === undefined ? {} : optionsOf(value['options'], 'options');
    const fromExpected = value['expected'] === undefined ? {} : expectedOf(value['expected'], 'expected');
    return {
      response: value['response'],
      expected: { ...fromOptions, ...fromExpected },
      credential: value['credential'],
    };
  } catch (error) {
    if (error instanceof DecodeError) throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
}

function expectedOf(value: unknown, path: string): BundledExpectations {
  const members = new JsonObject(value, path);
  const origin = members.optionalText('origin');
  const origins = members.get('origins') === undefined ? undefined : members.texts('origins');
  const topOrigins = members.get('topOrigins') === undefined ? undefined : members.texts('topOrigins');
  const rpId = members.optionalText('rpId');
  const crossOrigin = members.get('crossOrigin');
  requireVerification(members);
  return {
    ...asked(members),
    ...(origin === undefined ? {} : { origins: [origin] }),
    ...(origins === undefined ? {} : { origins }),
    ...(topOrigins === undefined ? {} : { topOrigins }),
    ...(rpId === undefined ? {} : { rpId }),
    ...(crossOrigin === true || crossOrigin === 'allowed' ? { crossOrigin: true } : {}),
  };
}

function optionsOf(value: unknown, path: string): BundledExpectations {
  const members = new JsonObject(value, path);
  const rp = members.get('rp');
  const rpId = rp === undefined ? members.optionalText('rpId') : new JsonObject(rp, `${path}.rp`).optionalText('id');
  const selection = members.get('authenticatorSelection');
  const userVerification =
    selection === undefined
      ? undefined
      : new JsonObject(selection, `${path}.authenticatorSelection`).optionalText('userVerification');
  return {
    ...asked(members),
    ...(rpId === undefined ? {} : { rpId }),
    ...(userVerification === undefined ? {} : { userVerification }),
  };
}

/** What expectations and options name alike. */
function asked(members: JsonObject): BundledExpectations {
  const challenge = members.optionalText('challenge');
  const userVerification = members.optionalText('userVerification');
  const extensions = members.get('extensions');
  const listed = members.get('allowCredentials') === undefined ? undefined : members.array('allowCredentials');
  const parameters = members.get('pubKeyCredParams') === undefined ? undefined : members.array('pubKeyCredParams');
  return {
    ...(challenge === undefined ? {} : { challenge }),
    ...(userVerification === undefined ? {} : { userVerification }),
    ...(isObject(extensions) ? { extensions } : {}),
    ...(listed === undefined
      ? {}
      : { allowCredentials: listed.map((one, index) => idOf(one, `${members.path}.allowCredentials[${index}]`)) }),
    ...(parameters === undefined
      ? {}
      : {
          pubKeyCredParams: parameters.map((parameter, index) => {
            const one = new JsonObject(parameter, `${members.path}.pubKeyCredParams[${index}]`);
            return { type: one.text('type'), alg: one.integer('alg') };
          }),
        }),
  };
}

// a browser passes over a value that it does not know, but who expects one must not have it passed over
function requireVerification(members: JsonObject): void {
  const userVerification = members.optionalText('userVerification');
  if (userVerification === undefined || verifications.includes(userVerification)) return;
  const received = JSON.stringify(userVerification.slice(0, 40));
  throw new DecodeError(`${members.path}.userVerification`, verifications.join(', '), received);
}

// an id, or a descriptor as options have it
function idOf(value: unknown, path: string): string {
  const id = isObject(value) ? new JsonObject(value, path).text('id') : value;
  if (typeof id === 'string' && base64Of(id) !== undefined) return toBase64url(base64Of(id)!);
  throw new DecodeError(path, 'an id in base64url', typeof id);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
