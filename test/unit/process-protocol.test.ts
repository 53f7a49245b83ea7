import { expect, test } from 'vitest';
import { concatBytes, textToBytes } from '../../shared/base/bytes.ts';
import {
  createFrameSplitter,
  readMessage,
  type SliceWithoutModule,
  type ToProcess,
  writeFrame,
  writeMessage,
} from '../../shared/jobs/process-protocol.ts';
import { writingTogether } from '../../shared/jobs/together.ts';

const MiB = 1024 * 1024;

function frameOf(text: string, carried: Uint8Array): Uint8Array {
  const bytes = textToBytes(text);
  const frame = new Uint8Array(4 + bytes.length + carried.length);
  new DataView(frame.buffer).setUint32(0, bytes.length, true);
  frame.set(bytes, 4);
  frame.set(carried, 4 + bytes.length);
  return frame;
}

test('the parts of a message come back as they were, the empty ones too', () => {
  const parts: Omit<SliceWithoutModule, 'input' | 'from'> = {
    entry: 'run',
    args: [],
    limits: { memoryBytes: 1, cpuMicroseconds: 2, workUnits: 3, wallMs: 4, outputBytes: 5 },
    checkpointEvery: null,
  };
  const message: ToProcess = {
    do: 'run',
    id: 7,
    hash: 'ab',
    slice: { input: new Uint8Array(0), from: new Uint8Array([1, 2, 3]), ...parts },
    lane: null,
  };
  expect(readMessage(writeMessage(message) ?? new Uint8Array(0))).toEqual(message);
});

test.each([[1], [5], [1_000], [MiB]])(
  'frames come out of a stream as they went in, small and large, in pieces of %i bytes',
  (pieceBytes) => {
    const frames = [10, 4, 70_000, 7].map((length, index) => new Uint8Array(length).fill(index));
    const written: Uint8Array[] = [];
    let flush: () => void = () => undefined;
    const write = writingTogether(
      (bytes) => void written.push(bytes),
      (soon) => void (flush = soon),
    );
    for (const frame of frames) writeFrame(write, frame);
    flush();
    const stream = concatBytes(...written);
    const heard: Uint8Array[] = [];
    const splitter = createFrameSplitter((frame) => void heard.push(frame));
    for (let at = 0; at < stream.length; at += pieceBytes)
      splitter.push(stream.subarray(at, at + pieceBytes));
    expect(heard).toEqual(frames);
    expect(written.length).toBe(3);
  },
);

test('what only looks like bytes stays what it is', () => {
  const texts = ['"bytes"', '[0,3]', '{"bytes":[3]}', '{"bytes":["0",3]}', '{"bytes":{"0":0}}'];
  for (const text of texts)
    expect(readMessage(frameOf(text, new Uint8Array(0)))).toEqual(JSON.parse(text));
});

test('a part that is called __proto__ is a part', () => {
  const text = '{"__proto__":{"bytes":[0,1]},"a":{"__proto__":{"bytes":[1,3]}}}';
  const frame = frameOf(text, new Uint8Array([1, 2, 3]));
  const message = readMessage(frame) as object;
  expect(Object.getPrototypeOf(message)).toBe(Object.prototype);
  expect(Object.entries(message)[0]).toEqual(['__proto__', new Uint8Array([1])]);
  expect(writeMessage(message as ToProcess)).toEqual(frame);
});

test.each([
  ['lists', '[', ']'],
  ['objects', '{"a":', '}'],
  ['what looks like bytes', '{"bytes":[0,', ']}'],
])('a frame of %s in each other without end is read as nothing', (_of, open, close) => {
  const depth = 50_000;
  const text = `${open.repeat(depth)}0${close.repeat(depth)}`;
  expect(readMessage(frameOf(text, new Uint8Array(0)))).toBe(null);
});

test('a frame that names its bytes many times is read as nothing, and costs no memory', () => {
  const carried = new Uint8Array(16 * MiB);
  const text = `[${new Array(40_000).fill(`{"bytes":[0,${String(carried.length)}]}`).join()}]`;
  const before = process.memoryUsage().arrayBuffers;
  expect(readMessage(frameOf(text, carried))).toBe(null);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * MiB);
});

test.each([
  ['backwards', '[{"bytes":[2,1]}]'],
  ['beyond the end', '[{"bytes":[0,4]}]'],
  ['in another order', '[{"bytes":[1,3]},{"bytes":[0,1]}]'],
  ['with gaps', '[{"bytes":[0,1]},{"bytes":[2,3]}]'],
  ['in part', '[{"bytes":[0,2]}]'],
  ['from below zero', '[{"bytes":[-3,3]}]'],
  ['in halves', '[{"bytes":[0,1.5]},{"bytes":[1.5,3]}]'],
])('a frame that names its bytes %s is read as nothing', (_how, text) => {
  expect(readMessage(frameOf(text, new Uint8Array([1, 2, 3])))).toBe(null);
});
