/** Throws a TypeError unless `value` is bytes; `place` names the argument. */
export function requireBytes(value: unknown, place: string): void {
  if (!(value instanceof Uint8Array)) throw wrongType(place, 'a Uint8Array', value);
}

/** Throws a TypeError unless `value` is a text. */
export function requireText(value: unknown, place: string): void {
  if (typeof value !== 'string') throw wrongType(place, 'a string', value);
}

/** Throws a TypeError unless `value` is an array. */
export function requireArray(value: unknown, place: string): void {
  if (!Array.isArray(value)) throw wrongType(place, 'an array', value);
}

/** Throws a TypeError unless `value` is an object. */
export function requireObject(value: unknown, place: string): void {
  if (typeof value !== 'object' || value === null) throw wrongType(place, 'an object', value);
}

/** Throws a TypeError unless `value` is a whole number of at least 0. */
export function requireCount(value: unknown, place: string): void {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw wrongType(place, 'a whole number of at least 0', value);
  }
}

/** Throws a TypeError unless `value` is bytes or a key that verifies. */
export function requireKey(value: unknown, place: string): void {
  if (value instanceof Uint8Array) return;
  const verifies =
    typeof value === 'object' && value !== null && 'verify' in value && typeof value.verify === 'function';
  if (!verifies) throw wrongType(place, 'COSE_Key bytes or a VerifyKey', value);
}

/** Throws a TypeError unless `value` is a function. */
export function requireFunction(value: unknown, place: string): void {
  if (typeof value !== 'function') throw wrongType(place, 'a function', value);
}

/** Throws a TypeError unless `value` is a finite number. */
export function requireNumber(value: unknown, place: string): void {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrongType(place, 'a number', value);
}

/** Throws a TypeError unless `value` is a boolean, or undefined. */
export function requireBoolean(value: unknown, place: string): void {
  if (value !== undefined && typeof value !== 'boolean') throw wrongType(place, 'a boolean', value);
}

/** Throws a TypeError unless `value` is one of some texts, or undefined. */
export function requireOneOf(value: unknown, texts: readonly string[], place: string): void {
  if (value === undefined || (typeof value === 'string' && texts.includes(value))) return;
  const finding = typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : nameOf(value);
  throw new TypeError(`${place}: expected ${texts.join(' or ')}, received ${finding}`);
}

function wrongType(place: string, expectation: string, value: unknown): TypeError {
  return new TypeError(`${place}: expected ${expectation}, received ${nameOf(value)}`);
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'number' ? String(value) : typeof value;
}
