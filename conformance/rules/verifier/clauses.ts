import type { SpecReference } from '../../vocabulary/spec.ts';

/** A clause of WebAuthn Level 3. */
export function clause(section: string, step?: string): SpecReference {
  const document = 'WebAuthn Level 3';
  return step === undefined ? { document, section } : { document, section, step };
}
