import { mutant } from '../mutant.ts';
import { saying } from './saying.ts';

/** Lists uvAcfg without authnrCfg. */
export const configByUvWithoutConfig = mutant({
  id: 'fido2.get-info.config-by-uv-without-config',
  fault: 'Lists uvAcfg without authnrCfg.',
  caughtBy: ['ctap2.get-info.options.dependencies'],
  twist: (sound) => saying(sound, (info) => ({ ...info, options: { ...info.options, uvAcfg: true } })),
});
