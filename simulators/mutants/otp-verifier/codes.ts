import { type OtpVerifierMutant, otpVerifierMutant } from './otp-verifier-mutant.ts';

/** Faults of what a verifier keeps of a token, and of how it compares codes. */
export const verifierCodeMutants: readonly OtpVerifierMutant[] = [
  otpVerifierMutant({
    id: 'oath.verifier.knows-sha1-only',
    fault: 'Verifies every token with SHA-1.',
    caughtBy: ['oath.verifier.accepts.sha256', 'oath.verifier.accepts.sha512'],
    decision: 'kept',
    spoil: () => (token) => ({ ...token, hash: 'SHA1' as const }),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.takes-sha512-for-sha256',
    fault: 'Verifies tokens of SHA-512 with SHA-256.',
    caughtBy: ['oath.verifier.accepts.sha512'],
    decision: 'kept',
    spoil: () => (token) => (token.hash === 'SHA512' ? { ...token, hash: 'SHA256' as const } : token),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.expects-six-digits',
    fault: 'Expects six digits of every token.',
    caughtBy: ['oath.verifier.accepts.seven-digits', 'oath.verifier.accepts.eight-digits'],
    decision: 'kept',
    spoil: () => (token) => ({ ...token, digits: 6 }),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.counts-steps-of-30-seconds',
    fault: 'Counts steps of 30 seconds whatever the period of the token is.',
    caughtBy: ['oath.verifier.accepts.sixty-seconds'],
    decision: 'kept',
    spoil: () => (token) => ({ ...token, periodSeconds: 30 }),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.ignores-t0',
    fault: 'Counts steps from 1970 whatever T0 is.',
    caughtBy: ['oath.verifier.accepts.t0'],
    decision: 'kept',
    spoil: () => (token) => ({ ...token, t0Seconds: 0 }),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.cuts-secret-to-20',
    fault: 'Keeps the first 20 bytes of a secret.',
    caughtBy: ['oath.verifier.accepts.any-secret'],
    decision: 'kept',
    spoil: () => (token) => ({ ...token, secret: token.secret.slice(0, 20) }),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.pads-secret-to-20',
    fault: 'Repeats a short secret until it is 20 bytes long.',
    caughtBy: ['oath.verifier.accepts.any-secret'],
    decision: 'kept',
    spoil: () => (token) => {
      const { secret } = token;
      if (secret.length >= 20) return token;
      return { ...token, secret: Uint8Array.from({ length: 20 }, (_, at) => secret[at % secret.length]!) };
    },
  }),
  otpVerifierMutant({
    id: 'oath.verifier.shares-one-secret',
    fault: 'Keeps for every second token the secret of the one before.',
    caughtBy: ['oath.verifier.accepts.among-others'],
    decision: 'kept',
    spoil: () => {
      // One of a kind, so that a rule that enrolls one token alone notices nothing.
      let count = 0;
      let last: Uint8Array | undefined;
      return (token) => {
        count += 1;
        const secret = count % 2 === 0 ? (last ?? token.secret) : token.secret;
        last = token.secret;
        return { ...token, secret };
      };
    },
  }),
  otpVerifierMutant({
    id: 'oath.verifier.ends-in-2038',
    fault: 'Keeps time in a signed number of 32 bits, which turns over in January 2038.',
    caughtBy: ['oath.verifier.accepts.far-future'],
    decision: 'seconds',
    spoil: () => (seconds) => seconds | 0,
  }),
  otpVerifierMutant({
    id: 'oath.verifier.counts-local-time',
    fault: 'Counts seconds of a zone an hour east of UTC.',
    caughtBy: ['oath.verifier.accepts.current'],
    profile: 'rfc6238',
    decision: 'seconds',
    spoil: () => (seconds) => seconds + 3600,
  }),
  otpVerifierMutant({
    id: 'oath.verifier.drops-leading-zeros',
    fault: 'Drops the zeros in front of what was entered and finds it too short.',
    caughtBy: ['oath.verifier.accepts.leading-zeros'],
    decision: 'entered',
    spoil: () => (code) => code.replace(/^0+/, ''),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.compares-numbers',
    fault: 'Compares codes as numbers, so that zeros in front need not be typed.',
    caughtBy: ['oath.verifier.refuses.without-zeros'],
    decision: 'entered',
    spoil: () => (code, digits) => (/^\d+$/.test(code) ? code.padStart(digits, '0') : code),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.takes-prefixes',
    fault: 'Compares only as many digits as were entered.',
    caughtBy: ['oath.verifier.refuses.prefix', 'oath.verifier.refuses.empty'],
    decision: 'entered',
    spoil: () => (code, _digits, current) => (current.startsWith(code.trim()) ? current : code),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.takes-empty-codes',
    fault: 'Accepts an empty code.',
    caughtBy: ['oath.verifier.refuses.empty'],
    decision: 'entered',
    spoil: () => (code, _digits, current) => (code.trim() === '' ? current : code),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.reads-first-digits',
    fault: 'Reads as many characters as it needs and passes over the rest.',
    caughtBy: ['oath.verifier.refuses.longer', 'oath.verifier.refuses.letters'],
    decision: 'entered',
    spoil: () => (code, digits) => code.slice(0, digits),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.reads-last-digits',
    fault: 'Reads the last characters and passes over what stands before them.',
    caughtBy: ['oath.verifier.refuses.longer', 'oath.verifier.refuses.letters'],
    decision: 'entered',
    spoil: () => (code, digits) => (code.length > digits ? code.slice(-digits) : code),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.passes-over-letters',
    fault: 'Drops every character that is no digit before it compares.',
    caughtBy: ['oath.verifier.refuses.letters'],
    decision: 'entered',
    spoil: () => (code) => code.replaceAll(/\D/g, ''),
  }),
  otpVerifierMutant({
    id: 'oath.verifier.ignores-last-digit',
    fault: 'Compares all digits but the last.',
    caughtBy: ['oath.verifier.refuses.wrong-code'],
    decision: 'entered',
    spoil: () => (code, digits, current) =>
      code.length === digits && code.slice(0, -1) === current.slice(0, -1) ? current : code,
  }),
  otpVerifierMutant({
    id: 'oath.verifier.takes-codes-of-others',
    fault: 'Remembers the last right code of any token, and takes it for each.',
    caughtBy: ['oath.verifier.refuses.other-token'],
    decision: 'entered',
    spoil: () => {
      let last = '';
      return (code, _digits, current) => {
        if (code === current) last = code;
        return code === last ? current : code;
      };
    },
  }),
];
