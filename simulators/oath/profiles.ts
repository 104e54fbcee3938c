import { checkOathProfile, type OathProfile } from './profile.ts';

/** A token that shows every vector of RFC 6238: its clock does not end, its display follows the steps. */
export const generic: OathProfile = checkOathProfile({
  name: 'generic',
  says: 'six digits every 30 seconds, a common crystal, a display that follows the steps',
  maker: 'Touchstone',
  model: 'T-30',
  kind: 'totp',
  hash: 'SHA1',
  digits: 6,
  periodSeconds: 30,
  t0Seconds: 0,
  secretBytes: 20,
  clockBits: 64,
  restartSeconds: 946_684_800,
  counterBits: 64,
  displaySeconds: 30,
  display: 'refreshing',
  dataSheet: { ppmAt25: 20, temperatureC: [0, 50], ageingPpmFirstYear: 3 },
  jitterPpm: 0.05,
  battery: {
    shelfYears: 8,
    perPress: 1 / 60_000,
    slowsBelow: 0.15,
    slowPpm: 60,
    fadesBelow: 0.08,
    failsBelow: 0.02,
    clockFails: 'loses-time',
    lostShare: 0.25,
  },
});

/** A programmable card: SHA-256 if wanted, clock of 32 bits, a display that keeps its code. */
export const programmable: OathProfile = checkOathProfile({
  ...generic,
  name: 'programmable',
  says: 'a programmable card: its clock is 32 bits of seconds and can be set, its display keeps the code of the press',
  model: 'T-CARD',
  clockBits: 32,
  restartSeconds: 0,
  displaySeconds: 15,
  display: 'latched',
  battery: { ...generic.battery, shelfYears: 6, clockFails: 'restarts' },
});

/** A fob of sixty seconds that is bought by the thousand. */
export const fob60: OathProfile = checkOathProfile({
  ...generic,
  name: 'fob-60',
  says: 'a fob with steps of 60 seconds and a display that keeps its code for 60',
  model: 'T-60',
  periodSeconds: 60,
  clockBits: 32,
  displaySeconds: 60,
  display: 'latched',
});

/** Eight digits of SHA-256, a better crystal. */
export const sha256Token: OathProfile = checkOathProfile({
  ...generic,
  name: 'sha256',
  says: 'eight digits of SHA-256 and a crystal of 5 ppm',
  model: 'T-256',
  hash: 'SHA256',
  digits: 8,
  secretBytes: 32,
  dataSheet: { ...generic.dataSheet, ppmAt25: 5, ageingPpmFirstYear: 1 },
});

/** A button and a counter, no clock. */
export const counterToken: OathProfile = checkOathProfile({
  ...generic,
  name: 'hotp',
  says: 'a counter of 32 bits that each press advances',
  model: 'T-HOTP',
  kind: 'hotp',
  counterBits: 32,
  displaySeconds: 15,
  display: 'latched',
});

/** An old one whose counter ends after 65,536 presses. */
export const shortCounterToken: OathProfile = checkOathProfile({
  ...counterToken,
  name: 'hotp-16',
  says: 'an old token whose counter has 16 bits above its start value',
  model: 'T-HOTP16',
  counterBits: 16,
});

/** Every personality, by name. */
export const oathProfiles: readonly OathProfile[] = [
  generic,
  programmable,
  fob60,
  sha256Token,
  counterToken,
  shortCounterToken,
];
