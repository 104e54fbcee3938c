import type { KeyFacts } from '../../vocabulary/device.ts';

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
