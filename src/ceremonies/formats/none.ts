import type { StatementMaker } from '../statement-maker.ts';

/** No attestation (WebAuthn Level 3 section 8.7): an empty statement. */
export const makeNone: StatementMaker = () => ({ fmt: 'none', attStmt: new Map() });
