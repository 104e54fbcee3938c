import { defineStep } from './step.ts';

const ctap = 'CTAP 2.3';

/** What the outputs of each extension must be, whichever ceremony they came with. */
export const extensionSteps = {
  credProtect: defineStep('12.1', undefined, 'credProtect says a level, no lower than one that was enforced', ctap),
  credBlob: defineStep('12.2', undefined, 'credBlob says whether it was stored, or gives the bytes that were', ctap),
  minPinLength: defineStep('12.5', undefined, 'minPinLength is a length that a PIN may be held to', ctap),
  hmacSecret: defineStep(
    '12.7',
    undefined,
    'hmac-secret says whether it is there, or gives as much as was asked',
    ctap,
  ),
  appId: defineStep('10.1.1', undefined, 'appid says whether the AppID was used'),
  appIdExclude: defineStep('10.1.2', undefined, 'appidExclude says whether it was acted upon'),
  credProps: defineStep('10.1.3', undefined, 'credProps says whether the credential is discoverable, or nothing'),
  prf: defineStep('10.1.4', undefined, 'prf gives results of 32 bytes, as many as were asked'),
  largeBlob: defineStep(
    '10.1.5',
    undefined,
    'largeBlob is supported where that was required, and read or written as asked',
  ),
} as const;

/** The steps over extensions by name. */
export type NamedExtensionSteps = typeof extensionSteps;
