#!/usr/bin/env node
import { writeSync } from 'node:fs';

declare const TOUCHSTONE_VERSION: string;

// The version is answered before anything else is loaded, streams included: scripts ask for it often.
const [first, ...rest] = process.argv.slice(2);
if ((first === '--version' || first === '-V') && rest.length === 0) writeSync(1, `${TOUCHSTONE_VERSION}\n`);
else {
  const { main } = await import('./main.ts');
  await main(process.argv.slice(2));
}
