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

function wrongType(place: string, expectation: string, value: unknown): TypeError {
  const finding = value === null ? 'null' : typeof value === 'number' ? String(value) : typeof value;
  return new TypeError(`${place}: expected ${expectation}, received ${finding}`);
}
