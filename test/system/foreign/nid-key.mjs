// A key that is not ours: the CTAP2 commands of nid-webauthn-emulator behind a CTAPHID server of its own, which shares no line
// with src/ or simulators/. `node nid-key.mjs PORT [COMMAND_MS REPORT_MS]` prints "listening" and runs until it is killed; a slow
// key takes COMMAND_MS for a command and REPORT_MS for every report that it sends.
import { createSocket } from 'node:dgram';
import emulator from 'nid-webauthn-emulator';

const [INIT, PING, CBOR, CANCEL, ERROR] = [0x06, 0x01, 0x10, 0x11, 0x3f];
const [INVALID_CMD, INVALID_LEN, INVALID_SEQ, TIMEOUT, BUSY, INVALID_CHANNEL] = [0x01, 0x03, 0x04, 0x05, 0x06, 0x0b];
const BROADCAST = 0xffffffff;
const LONGEST = 7609;
const PATIENCE_MS = 500;
/** CTAPHID capabilities: CBOR, no CTAP1. */
const CAPABILITIES = 0x0c;

const key = new emulator.AuthenticatorEmulator({
  credentialsRepository: new emulator.PasskeysCredentialsMemoryRepository(),
});
const socket = createSocket('udp4');
const channels = new Set();
let nextChannel = 0x4e494401;
/** The message that is being put together: { channel, command, length, parts, sequence, host, timer }. */
let half;
const [, , PORT, COMMAND_MS = 0, REPORT_MS = 0] = process.argv.map(Number);
/** Settles when the last report is out. */
let out = Promise.resolve();
let working = false;

const pass = (ms) => (ms > 0 ? new Promise((resolve) => setTimeout(resolve, ms)) : Promise.resolve());

function say(host, channel, command, payload) {
  for (let at = 0, sequence = -1; sequence < 0 || at < payload.length; sequence += 1) {
    const report = Buffer.alloc(64);
    report.writeUInt32BE(channel);
    if (sequence < 0) {
      report[4] = command | 0x80;
      report.writeUInt16BE(payload.length, 5);
    } else report[4] = sequence;
    const room = sequence < 0 ? 57 : 59;
    report.set(payload.subarray(at, at + room), 64 - room);
    at += room;
    out = out.then(() => pass(REPORT_MS)).then(() => socket.send(report, host.port, host.address));
  }
}

const refuse = (host, channel, code) => say(host, channel, ERROR, Buffer.of(code));

function forget() {
  clearTimeout(half?.timer);
  half = undefined;
}

function patiently() {
  clearTimeout(half.timer);
  half.timer = setTimeout(() => {
    const { host, channel } = half;
    half = undefined;
    refuse(host, channel, TIMEOUT);
  }, PATIENCE_MS);
}

function ctap2(message) {
  try {
    const data = message.length > 1 ? new Uint8Array(message.subarray(1)) : undefined;
    const { status, data: answer } = key.command({ command: message[0], data });
    return Buffer.concat([Buffer.of(status), answer ?? Buffer.alloc(0)]);
  } catch (error) {
    // Its own refusals carry a status; anything else is what a firmware would call CTAP1_ERR_OTHER.
    return Buffer.of(typeof error.status === 'number' ? error.status : 0x7f);
  }
}

function work(host, channel, message) {
  working = true;
  setTimeout(() => {
    working = false;
    say(host, channel, CBOR, ctap2(message));
  }, COMMAND_MS);
}

function serve({ host, channel, command, length, parts }) {
  const message = Buffer.concat(parts).subarray(0, length);
  if (command === PING) say(host, channel, PING, message);
  else if (command === CBOR && length === 0) refuse(host, channel, INVALID_LEN);
  else if (command === CBOR) work(host, channel, message);
  else if (command !== CANCEL) refuse(host, channel, INVALID_CMD);
}

function greet(host, channel, length, nonce) {
  if (channel === 0) return refuse(host, channel, INVALID_CHANNEL);
  if (length !== 8) return refuse(host, channel, INVALID_LEN);
  if (half?.channel === channel) forget();
  const given = channel === BROADCAST ? nextChannel++ : channel;
  channels.add(given);
  const answer = Buffer.alloc(17);
  answer.set(nonce.subarray(0, 8));
  answer.writeUInt32BE(given, 8);
  answer.set([2, 0, 2, 11, CAPABILITIES], 12);
  return say(host, channel, INIT, answer);
}

function begin(host, channel, command, report) {
  const length = report.readUInt16BE(5);
  if (command === INIT) return greet(host, channel, length, report.subarray(7));
  if (!channels.has(channel)) return refuse(host, channel, INVALID_CHANNEL);
  if (working ? command !== CANCEL : half !== undefined && half.channel !== channel) return refuse(host, channel, BUSY);
  if (half !== undefined) {
    forget();
    return refuse(host, channel, INVALID_SEQ);
  }
  if (length > LONGEST) return refuse(host, channel, INVALID_LEN);
  half = { host, channel, command, length, parts: [report.subarray(7)], had: 57, sequence: 0, timer: undefined };
  return goOn();
}

function goOn() {
  if (half.had < half.length) return patiently();
  const whole = half;
  forget();
  return serve(whole);
}

socket.on('message', (datagram, host) => {
  const report = Buffer.concat([datagram, Buffer.alloc(64)]).subarray(0, 64);
  const channel = report.readUInt32BE();
  // The power-cycle datagram of this field begins like a message of a channel that was never given: INVALID_CHANNEL.
  if ((report[4] & 0x80) !== 0) return begin(host, channel, report[4] & 0x7f, report);
  if (half?.channel !== channel) return undefined;
  if (report[4] !== half.sequence) {
    forget();
    return refuse(host, channel, INVALID_SEQ);
  }
  half.sequence += 1;
  half.parts.push(report.subarray(5));
  half.had += 59;
  return goOn();
});
socket.bind(PORT, '127.0.0.1', () => process.stdout.write('listening\n'));
