import { DecodeError } from '../errors/decode-error.ts';

/** A JSON object, read member by member. Every reader throws `DecodeError` with the member's path. */
export class JsonObject {
  readonly path: string;
  readonly #members: Readonly<Record<string, unknown>>;

  constructor(value: unknown, path: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new DecodeError(path, 'an object', nameOf(value), { kind: 'type' });
    }
    this.path = path;
    this.#members = value as Readonly<Record<string, unknown>>;
  }

  /** The value of an own member, or undefined. */
  get(name: string): unknown {
    return Object.hasOwn(this.#members, name) ? this.#members[name] : undefined;
  }

  text(name: string): string {
    const value = this.get(name);
    if (typeof value === 'string') return value;
    throw this.#wrong(name, 'text', value);
  }

  optionalText(name: string): string | undefined {
    return this.get(name) === undefined ? undefined : this.text(name);
  }

  optionalCount(name: string): number | undefined {
    return this.get(name) === undefined ? undefined : this.count(name);
  }

  /** A whole number of at least 0. */
  count(name: string): number {
    const value = this.get(name);
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    throw this.#wrong(name, 'a whole number of at least 0', value);
  }

  /** A whole number of either sign. */
  integer(name: string): number {
    const value = this.get(name);
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    throw this.#wrong(name, 'a whole number', value);
  }

  array(name: string): readonly unknown[] {
    const value = this.get(name);
    if (Array.isArray(value)) return value;
    throw this.#wrong(name, 'an array', value);
  }

  texts(name: string): readonly string[] {
    return this.array(name).map((element, index) => {
      if (typeof element === 'string') return element;
      throw new DecodeError(`${this.path}.${name}[${index}]`, 'text', nameOf(element), { kind: 'type' });
    });
  }

  #wrong(name: string, expected: string, value: unknown): DecodeError {
    const kind = value === undefined ? 'missing' : 'type';
    return new DecodeError(`${this.path}.${name}`, expected, nameOf(value), { kind });
  }
}

function nameOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'number' ? String(value) : `a ${typeof value}`;
}
