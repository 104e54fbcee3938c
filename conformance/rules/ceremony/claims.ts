import { extensionId } from '../../../src/ctap2/extensions.ts';
import type { KeyFacts } from '../../vocabulary/device.ts';
import { NotApplicable } from '../../vocabulary/violation.ts';
import type { Made } from './credential.ts';

/** Whether the key claims CTAP 2.1 or later; else why rules of 2.1 do not apply. */
export function claims21({ info }: KeyFacts): true | string {
  return (
    info.versions.includes('FIDO_2_1') ||
    info.versions.includes('FIDO_2_3') ||
    'the key claims neither FIDO_2_1 nor FIDO_2_3'
  );
}

/** Whether the key holds discoverable credentials; else why rules about them do not apply. */
export function holdsResident({ info }: KeyFacts): true | string {
  return info.options['rk'] === true || 'the key holds no discoverable credentials (option rk)';
}

/** Whether the key can have a client PIN. */
export function hasClientPin({ info }: KeyFacts): true | string {
  return info.options['clientPin'] !== undefined || 'the key has no client PIN';
}

/** Sets aside keys that force a credProtect level of their own, and say so: their credentials hide without verification. */
export function demandUnprotected(made: Made): void {
  const level = made.judged.extensions?.get(extensionId.credProtect) ?? 1;
  if (level !== 1) throw new NotApplicable(`the key forces credProtect level ${String(level)}`);
}
