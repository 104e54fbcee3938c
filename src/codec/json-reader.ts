import { fromBase64url } from '../bytes/base64url.ts';
import { DecodeError } from '../errors/decode-error.ts';

/**
 * The members of a JSON object that was parsed already, read one by one. Only the object's own members count. Everything
 * that is missing or of the wrong type is a `DecodeError` with the member's path; members not asked for are passed over.
 */
export class JsonReader {
  readonly path: string;
  readonly #object: object;

  /** Throws `DecodeError` where the value is no object. */
  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(path, 'an object', value);
    this.path = path;
    this.#object = value;
  }

  /** The member as it is; undefined where it is absent. */
  value(name: string): unknown {
    return Object.hasOwn(this.#object, name) ? (this.#object as Record<string, unknown>)[name] : undefined;
  }

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  text(name: string): string {
    return textOf(this.#required(name, 'text'), this.pathOf(name));
  }

  /** Like every optional member: null is as good as none. */
  optionalText(name: string): string | undefined {
    return this.#optional(name, textOf);
  }

  integer(name: string): number {
    const value = this.#required(name, 'an integer');
    if (Number.isSafeInteger(value)) return value as number;
    throw wrongType(this.pathOf(name), 'an integer', value);
  }

  optionalNumber(name: string): number | undefined {
    return this.#optional(name, (value, path) => {
      if (typeof value === 'number') return value;
      throw wrongType(path, 'a number', value);
    });
  }

  optionalBoolean(name: string): boolean | undefined {
    return this.#optional(name, (value, path) => {
      if (typeof value === 'boolean') return value;
      throw wrongType(path, 'a boolean', value);
    });
  }

  /** Bytes in base64url without padding. */
  bytes(name: string): Uint8Array {
    return bytesOf(this.#required(name, 'base64url'), this.pathOf(name));
  }

  optionalBytes(name: string): Uint8Array | undefined {
    return this.#optional(name, bytesOf);
  }

  /** Text that is base64url without padding. */
  base64url(name: string): string {
    this.bytes(name);
    return this.text(name);
  }

  object(name: string): JsonReader {
    return new JsonReader(this.#required(name, 'an object'), this.pathOf(name));
  }

  optionalObject(name: string): JsonReader | undefined {
    return this.#optional(name, (value, path) => new JsonReader(value, path));
  }

  /** An object whose members are not looked into. */
  optionalRecord(name: string): Readonly<Record<string, unknown>> | undefined {
    return this.#optional(name, (value, path) => {
      new JsonReader(value, path);
      return value as Readonly<Record<string, unknown>>;
    });
  }

  optionalTexts(name: string): readonly string[] | undefined {
    return this.#optional(name, (value, path) => elements(value, path, textOf));
  }

  objects(name: string): readonly JsonReader[] {
    return elements(this.#required(name, 'an array'), this.pathOf(name), readerOf);
  }

  optionalObjects(name: string): readonly JsonReader[] | undefined {
    return this.#optional(name, (value, path) => elements(value, path, readerOf));
  }

  pathOf(name: string): string {
    return `${this.path}.${name}`;
  }

  #required(name: string, expected: string): unknown {
    const value = this.value(name);
    if (value === undefined) throw new DecodeError(this.pathOf(name), expected, 'nothing', { kind: 'missing' });
    return value;
  }

  #optional<T>(name: string, read: (value: unknown, path: string) => T): T | undefined {
    const value = this.value(name);
    return value === undefined || value === null ? undefined : read(value, this.pathOf(name));
  }
}

/** The members that are not undefined: what a type with optional members is made of. */
export function present<T extends object>(members: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

function readerOf(value: unknown, path: string): JsonReader {
  return new JsonReader(value, path);
}

function elements<T>(value: unknown, path: string, read: (value: unknown, path: string) => T): readonly T[] {
  if (!Array.isArray(value)) throw wrongType(path, 'an array', value);
  return Array.from(value, (element: unknown, index) => read(element, `${path}[${index}]`));
}

function textOf(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  throw wrongType(path, 'text', value);
}

function bytesOf(value: unknown, path: string): Uint8Array {
  const text = textOf(value, path);
  try {
    return fromBase64url(text);
  } catch (cause) {
    throw new DecodeError(path, 'base64url without padding', flawOf(text), { kind: 'value', cause });
  }
}

function flawOf(text: string): string {
  const foreign = /[^A-Za-z0-9_-]/.exec(text)?.[0];
  if (foreign === undefined) return text.length % 4 === 1 ? `${text.length} characters` : 'bits beyond the last byte';
  if (foreign === '=') return 'padding';
  return foreign === '+' || foreign === '/' ? `${foreign} of the other alphabet` : JSON.stringify(foreign);
}

function wrongType(path: string, expected: string, value: unknown): DecodeError {
  return new DecodeError(path, expected, nameOf(value), { kind: 'type' });
}

function nameOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return 'text';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
