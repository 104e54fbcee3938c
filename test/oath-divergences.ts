/** Where oathtool, otplib and this project differ, by the names that docs/peers.md lists; each has a test of its own. */
export const oathtoolDivergences = [
  'oathtool-before-t0',
  'oathtool-negative-time',
  'oathtool-digits',
  'oathtool-unsigned-distance',
  'oathtool-counter-beyond-64-bits',
  'oathtool-hotp-reuse',
] as const;

/** As above, of otplib. */
export const otplibDivergences = [
  'otplib-negative-time',
  'otplib-before-t0',
  'otplib-digits',
  'otplib-short-seed',
  'otplib-long-seed',
  'otplib-counter-beyond-2-53',
  'otplib-long-period',
  'otplib-hotp-reuse',
  'otplib-wide-window',
  'otplib-clock-put-back',
] as const;
