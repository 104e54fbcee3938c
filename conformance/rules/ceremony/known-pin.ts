import type { RuleContext } from '../../vocabulary/rule.ts';

/** Resets a key whose PIN nobody here knows: for rules that reset it anyway. */
export async function forgetUnknownPin({ device }: RuleContext): Promise<void> {
  if (device.facts.info.options['clientPin'] === true && device.pin === undefined) await device.reset();
}
