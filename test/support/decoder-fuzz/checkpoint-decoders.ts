/** What stands in a checkpoint that another machine has made, outside and inside. */
import { readCheckpointHead, writeCheckpointHead } from '../../../shared/jobs/checkpoint-head.ts';
import { concatBytes } from '../../../shared/base/bytes.ts';
import {
  besidesMax,
  bytesToContents,
  contentsToBytes,
} from '../../../workers/checkpoint/contents.ts';
import type { Contents } from '../../../workers/checkpoint/contents.ts';
import { openContents, sealContents } from '../../../workers/checkpoint/envelope.ts';
import { madeBytes } from '../made-receipts.ts';
import type { Decoder } from './decoder.ts';

const pageBytes = 65_536;
const memoryBytesMax = 2 * pageBytes;
const empty: Contents = {
  ...{ identity: madeBytes(32, 'identity'), step: 'entry', workCount: 1_234 },
  ...{ globals: [1n, 2n ** 64n - 1n], memory: new Uint8Array(pageBytes) },
  ...{ frames: madeBytes(40, 'frames'), host: madeBytes(30, 'host') },
};
const full: Contents = { ...empty, memory: madeBytes(pageBytes, 'memory') };
const head = { workCount: 1_234, memoryBytes: pageBytes };
/** A head is only ever read with something behind it. */
const behind = madeBytes(40, 'behind');

function readHead(bytes: Uint8Array): Uint8Array | null {
  const read = readCheckpointHead(bytes, memoryBytesMax);
  if (!read.ok) return null;
  return concatBytes(writeCheckpointHead(read.value), bytes.slice(bytes.byteLength - rest(bytes)));
}

function rest(bytes: Uint8Array): number {
  return bytes.byteLength - writeCheckpointHead(head).byteLength;
}

function readContents(bytes: Uint8Array): Uint8Array | null {
  const contents = bytesToContents(bytes, memoryBytesMax);
  return contents === null ? null : contentsToBytes(contents);
}

function readWhole(bytes: Uint8Array): Uint8Array | null {
  const opened = openContents(bytes, memoryBytesMax, besidesMax);
  return opened.ok ? sealContents(opened.value.head, opened.value.contents) : null;
}

export const checkpointDecoders: readonly Decoder[] = [
  {
    ...{ name: 'head of a checkpoint', cost: 1, taken: 'exactly' },
    samples: [concatBytes(writeCheckpointHead(head), behind)],
    read: readHead,
  },
  {
    ...{ name: 'contents of a checkpoint', cost: 60, taken: 'again' },
    samples: [empty, full].map(contentsToBytes),
    read: readContents,
  },
  {
    ...{ name: 'checkpoint', cost: 30, taken: 'again' },
    samples: [sealContents(head, contentsToBytes(empty))],
    inside: {
      samples: [contentsToBytes(empty)],
      dress: (bent) => sealContents(head, bent),
    },
    read: readWhole,
  },
];
