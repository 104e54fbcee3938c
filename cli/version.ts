declare const TOUCHSTONE_VERSION: string | undefined;

/** The package's version, written in by the build. */
export const version: string = typeof TOUCHSTONE_VERSION === 'string' ? TOUCHSTONE_VERSION : '0.0.0-source';
