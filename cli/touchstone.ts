#!/usr/bin/env node
import { version } from './version.ts';

// The version is answered before anything else is loaded: scripts ask for it often.
const [first, ...rest] = process.argv.slice(2);
if ((first === '--version' || first === '-V') && rest.length === 0) process.stdout.write(`${version}\n`);
else {
  const { main } = await import('./main.ts');
  await main(process.argv.slice(2));
}
