// A process that searches once: node cold-search.mjs ours|createHmac, answers "WALL_NS CPU_NS" of the search alone.
import { createSecretKey } from 'node:crypto';
import { hotpKey } from '../src/oath/hotp.ts';
import { findNearestStep } from '../src/oath/search.ts';
import { daySearch, searchByCreateHmac } from './day-search.ts';

const [how, wanted] = process.argv.slice(2);
const { secret, centre, steps } = daySearch;
const value = Number(wanted);
const startedCpu = process.cpuUsage();
const startedNs = process.hrtime.bigint();
if (how === 'ours') {
  const found = findNearestStep(hotpKey(secret), value, 6, centre, centre - steps, centre + steps);
  if (found !== daySearch.wanted) throw new Error(`ours: found ${found}`);
} else searchByCreateHmac(createSecretKey(secret), value);
const wallNs = process.hrtime.bigint() - startedNs;
const { user, system } = process.cpuUsage(startedCpu);
console.log(`${wallNs} ${(user + system) * 1000}`);
