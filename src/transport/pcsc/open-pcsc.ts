import { DriverMissing } from '../driver-missing.ts';
import { type Pcsc, type PcscBinding, pcscBindings } from './pcsc.ts';

/**
 * The smart card service over the binding that was chosen, else over the first that loads. Rejects with `DriverMissing`, of
 * the binding that comes nearest: one that only lacks a library of the system before one that is not installed. Whether the
 * service runs shows at the first call.
 */
export async function openPcsc(link: string, choice?: PcscBinding): Promise<Pcsc> {
  let nearest: DriverMissing | undefined;
  for (const binding of choice === undefined ? pcscBindings : [choice]) {
    try {
      return await openBinding(link, binding);
    } catch (error) {
      if (!(error instanceof DriverMissing)) throw error;
      if (nearest === undefined || (nearest.library === undefined && error.library !== undefined)) nearest = error;
    }
  }
  throw nearest ?? new TypeError('openPcsc: expected at least one binding');
}

async function openBinding(link: string, binding: PcscBinding): Promise<Pcsc> {
  if (binding === 'pcsc-mini') return (await import('./pcsc-mini.ts')).openPcscMini(link);
  return (await import('./pcsclite.ts')).openPcsclite(link);
}
