/** What a page, the command line and our own processes say: each may have been taken over. */
import * as v from 'valibot';
import { contract } from '../../../shared/api/contract.ts';
import { recordContract } from '../../../shared/api/record-contract.ts';
import type { Contract } from '../../../shared/api/schema.ts';
import {
  encodeFrame,
  explainIssues,
  parseClientFrame,
  parseServerFrame,
} from '../../../shared/api/wire.ts';
import type { ClientFrame, ParsedFrame, ServerFrame } from '../../../shared/api/wire.ts';
import { assert } from '../../../shared/base/assert.ts';
import { toWire } from '../../../shared/base/fields.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { readAnswer } from '../../../shared/jobs/process-answers.ts';
import { readMessage, writeMessage } from '../../../shared/jobs/process-protocol.ts';
import type { FromProcess, ToProcess } from '../../../shared/jobs/process-protocol.ts';
import { bytesOf, textOf } from './decoder.ts';
import type { Decoder } from './decoder.ts';

const hex = 'ab'.repeat(32);
const clientFrames: readonly ClientFrame[] = [
  { type: 'call', id: 1, path: ['hours', 'entries'], input: { before: null, limit: 20 } },
  { type: 'subscribe', id: 2, path: ['node', 'status'] },
  { type: 'cancel', id: 2 },
];
const serverFrames: readonly ServerFrame[] = [
  { type: 'hello', protocol: 1, version: '0.1.0' },
  { type: 'value', id: 3, value: { entries: [{ quantity: '12', bytes: 'AAEC' }] } },
  { type: 'error', id: 4, name: 'busy', detail: 'Try again.' },
];

/** A path, and what is asked there. */
const calls: readonly (readonly [string, object])[] = [
  ['hours.entries', { before: hex, limit: 20 }],
  ['node.rename', { name: 'Zoë' }],
  ['lending.set', { on: true, cores: 2, shareMilli: 500 }],
  ['lending.pause', { minutes: 30 }],
  ['jobs.submit', jobRequest()],
  ['jobs.slices', { job: hex, from: 0, limit: 20, state: 'done' }],
  ['jobs.raise', { job: hex, ceiling: '2000000' }],
  ['jobs.extend', { job: hex, deadline: { atMs: 3_000, then: 'keep_going' } }],
  ['jobs.check', { source: 'export default () => 1' }],
  ['communities.create', communityRequest()],
  ['communities.join', { link: 'commonhours://join/AAAA', memberName: 'Bob' }],
  ['members.vote', { community: hex, committee: [hex] }],
  ['members.sponsor', { community: hex, member: hex, quantity: '3000000' }],
  ['records.export', { community: hex, height: 3, offset: 0 }],
  ['place.use', { community: null, code: 'riverside' }],
  ['work.submit', { community: hex, records: ['AAEC'] }],
];

function jobRequest(): object {
  const input = { kind: 'slices', lengths: [1, 2], bytes: 'AAEC', names: ['a.txt', 'b.txt'] };
  const ofSlice = { memoryBytes: 65_536, wallMs: 1_000 };
  const when = { notBeforeMs: 1_000, deadline: { atMs: 2_000, then: 'stop' } };
  const draft = { name: 'Sum', module: 'AGFzbQ', entry: null, args: ['1', '2'], input };
  const sure = { certainty: 'two', audience: [hex], ...when };
  return { request: hex, draft: { ...draft, limits: ofSlice, ...sure }, ceiling: '1000000' };
}

function communityRequest(): object {
  const rules = { witnesses: 1, parameters: [{ name: 'epochMs', value: '600000' }] };
  return { name: 'Choir', memberName: 'Alice', founders: ['AAAA'], ...rules };
}

const specs = [contract, recordContract].flatMap((each: Contract) =>
  Object.entries(each).flatMap(([group, members]) =>
    Object.entries(members).flatMap(([name, spec]) =>
      spec.kind === 'call' ? [{ path: `${group}.${name}`, input: spec.input }] : [],
    ),
  ),
);

/** The input is held against every call, and taken by the one that it names. */
function readCall(bytes: Uint8Array): Uint8Array | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson()), textOf(bytes));
  const call = v.safeParse(v.tuple([v.string(), v.unknown()]), parsed.output);
  if (!parsed.success || !call.success) return null;
  const [path, given] = call.output;
  let taken: Uint8Array | null = null;
  for (const each of specs) {
    const input = v.safeParse(each.input, given);
    if (!input.success) {
      const sentence = explainIssues(each.path, input.issues);
      assert(sentence.length <= limits.detailLength, 'a refusal is one short sentence');
    } else if (each.path === path) {
      taken = bytesOf(JSON.stringify([path, toWire(input.output)]));
    }
  }
  return taken;
}

function readFrame(parse: (text: string) => ParsedFrame<ClientFrame | ServerFrame>) {
  return (bytes: Uint8Array) => {
    const parsed = parse(textOf(bytes));
    if (!parsed.ok) {
      assert(parsed.error.detail.length <= limits.detailLength, 'a refusal is one short sentence');
      return null;
    }
    const written = encodeFrame(parsed.value);
    return written.ok ? bytesOf(written.value) : null;
  };
}

const used = { cpuMicroseconds: 5, workCount: 7 };
const answers: readonly FromProcess[] = [
  { say: 'ready' },
  { say: 'need', hash: hex },
  { say: 'progress', id: 1, used },
  { say: 'checkpoint', id: 1, bytes: new Uint8Array([1, 2, 3]) },
  {
    ...{ say: 'ended', id: 1 },
    ended: { ok: true, value: { ...used, output: new Uint8Array(9), workCountBefore: 0 } },
  },
  { say: 'ended', id: 1, ended: { ok: false, error: { ...used, name: 'stopped', detail: '' } } },
  { say: 'rated', id: 1, rating: { milli: 1_000, spreadMilli: 3 } },
  { say: 'unanswered', id: 1, detail: 'Its thread ended.' },
];
const questions: readonly ToProcess[] = [
  { do: 'inspect', id: 1, hash: hex },
  { do: 'module', hash: hex, bytes: new Uint8Array(30).fill(4) },
  { do: 'rate', id: 2, calibration: new Uint8Array(30).fill(5) },
  { do: 'share', shareMilli: 500 },
];

function frameOf(message: FromProcess | ToProcess): Uint8Array {
  const frame = writeMessage(message);
  assert(frame !== null, 'a sample fits into a frame');
  return frame;
}

/** The text of a frame that carries nothing, behind the length that it has. */
function withLength(text: Uint8Array): Uint8Array {
  const frame = new Uint8Array(4 + text.byteLength);
  new DataView(frame.buffer).setUint32(0, text.byteLength, true);
  frame.set(text, 4);
  return frame;
}

function readFromProcess(frame: Uint8Array): Uint8Array | null {
  const answer = readAnswer(frame);
  return answer === null ? null : writeMessage(answer);
}

function readToProcess(frame: Uint8Array): Uint8Array | null {
  const message = readMessage(frame);
  return message === null ? null : writeMessage(message as ToProcess);
}

const texts = (values: readonly unknown[]) => values.map((each) => bytesOf(JSON.stringify(each)));

export const linkDecoders: readonly Decoder[] = [
  {
    name: 'frame of a page',
    cost: 2,
    samples: texts(clientFrames),
    read: readFrame(parseClientFrame),
    taken: 'again',
  },
  {
    name: 'frame of a node to its page',
    cost: 2,
    samples: texts(serverFrames),
    read: readFrame(parseServerFrame),
    taken: 'again',
  },
  { name: 'call', cost: 60, samples: texts(calls), read: readCall, taken: 'again' },
  {
    name: 'answer of the process of the jobs',
    cost: 3,
    samples: answers.map(frameOf),
    inside: { samples: texts(answers), dress: withLength },
    read: readFromProcess,
    taken: 'again',
  },
  {
    name: 'question to the process of the jobs',
    cost: 3,
    samples: questions.map(frameOf),
    inside: { samples: texts(questions), dress: withLength },
    read: readToProcess,
    taken: 'again',
  },
];
