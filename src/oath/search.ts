import { type HotpKey, lastDigits } from './hotp.ts';
import { isCompiled, searchLanes } from './sha1-lanes.ts';

/** Below this many counters vectors bring nothing, and compiling them pays only from the other. */
const FEWEST_WHEN_COMPILED = 12;
const FEWEST_TO_COMPILE = 64;
/** How far one direction is looked at before the other has its turn, and by how much further the next time. */
const FIRST_TURN = 32;
const FURTHER = 8;
const HIGH = 0x1_0000_0000;
const MOST_VALUE = 0x8000_0000;

/**
 * The first counter from `from` on, of `count`, whose code of that many digits is `value`; undefined where none is. Counters
 * below 0 have no code. Throws `RangeError` for one beyond 2^53 - 1.
 */
export function findStep(key: HotpKey, value: number, digits: number, from: number, count: number): number | undefined {
  const first = Math.max(0, from);
  return walk(key, value, digits, first, from + count - first, 1);
}

/**
 * The counter nearest to `likely` from `first` to `last`, both included, that has the code; of two as near the earlier one.
 * Undefined where none has.
 */
export function findNearestStep(
  key: HotpKey,
  value: number,
  digits: number,
  likely: number,
  first: number,
  last: number,
): number | undefined {
  const least = Math.max(0, first);
  const most = Math.max(likely - least, last - likely);
  let begin = 0;
  for (let turn = FIRST_TURN; begin <= most; turn *= FURTHER) {
    // what is left goes with the rest, where it is little
    const end = most + 1 - begin < 1.5 * turn ? most + 1 : begin + turn;
    const backFrom = Math.min(last, likely - begin);
    const before = walk(key, value, digits, backFrom, backFrom - Math.max(least, likely - end + 1) + 1, -1);
    // a later one counts only where it is nearer
    const forwardEnd = before === undefined ? end : likely - before;
    const forwardFrom = Math.max(least, likely + Math.max(1, begin));
    const forwardCount = Math.min(last, likely + forwardEnd - 1) - forwardFrom + 1;
    const after = walk(key, value, digits, forwardFrom, forwardCount, 1);
    if (after !== undefined || before !== undefined) return after ?? before;
    begin = end;
  }
  return undefined;
}

/** The first of `count` counters from `from` on, upwards or downwards, that has the code; `from` is not negative. */
function walk(
  key: HotpKey,
  value: number,
  digits: number,
  from: number,
  count: number,
  stride: 1 | -1,
): number | undefined {
  const { sha1Pads } = key;
  const fewest = isCompiled() ? FEWEST_WHEN_COMPILED : FEWEST_TO_COMPILE;
  const last = from + stride * (count - 1);
  const isOrdinary = Number.isSafeInteger(from) && last >= 0 && Number.isSafeInteger(last);
  const search = sha1Pads !== undefined && count >= fewest && isOrdinary ? searchLanes() : undefined;
  if (sha1Pads === undefined || search === undefined) return slowly(key, value, digits, from, count, stride);
  if (value >= MOST_VALUE) return undefined;
  const modulus = Math.min(10 ** digits, MOST_VALUE);
  // lanes count within 2^32
  for (let done = 0; done < count; ) {
    const at = from + stride * done;
    const high = Math.floor(at / HIGH);
    const low = at % HIGH;
    const within = Math.min(count - done, stride === 1 ? HIGH - low : low + 1);
    const found = search(sha1Pads, { high, low, stride, count: within, modulus, value });
    if (found >= 0) return at + stride * found;
    done += within;
  }
  return undefined;
}

function slowly(
  key: HotpKey,
  value: number,
  digits: number,
  from: number,
  count: number,
  stride: 1 | -1,
): number | undefined {
  for (let done = 0; done < count; done += 1) {
    const counter = from + stride * done;
    if (lastDigits(key.truncated(counter), digits) === value) return counter;
  }
  return undefined;
}
