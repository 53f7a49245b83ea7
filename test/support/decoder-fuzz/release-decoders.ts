/** Files by which releases are handed on, and the list of files that peers give of one. */
import { draftFileText, readDraftFile } from '../../../shared/api/release-draft-file.ts';
import { readReleaseFile, releaseFileText } from '../../../shared/api/release-file.ts';
import { decodeManifest, encodeManifest } from '../../../shared/software/manifest.ts';
import { bytesOf, textOf } from './decoder.ts';
import type { Decoder } from './decoder.ts';

const hex = 'ab'.repeat(32);
const named = {
  community: hex,
  release: hex,
  name: 'Línea',
  version: '1',
  manifest: hex,
  drive: hex,
};

const draft = draftFileText({
  community: hex,
  body: {
    ...{ name: 'Línea', version: '1', licence: 'MIT', platforms: ['linux', 'web'], source: '' },
    ...{ notes: 'It draws.', drive: hex, manifest: hex, bytes: 70_000n, files: 1, pieces: 2 },
    ...{ tasks: [hex], receipts: [], maintainers: [hex, 'cd'.repeat(32)], needed: 2 },
    signatures: [{ maintainer: 1, signature: new Uint8Array(64).fill(7) }],
  },
});

const listed = encodeManifest([
  { path: 'LICENCE', bytes: 1_071, hash: hex, isExecutable: false },
  { path: 'bin/línea', bytes: 70_000, hash: 'cd'.repeat(32), isExecutable: true },
  { path: 'share/a file', bytes: 0, hash: hex, isExecutable: false },
]);

export const releaseDecoders: readonly Decoder[] = [
  {
    ...{ name: 'list of the files of a release', cost: 2, taken: 'exactly', samples: [listed] },
    read(bytes) {
      const read = decodeManifest(bytes);
      return read.ok ? encodeManifest(read.value) : null;
    },
  },
  {
    ...{ name: 'file of a release', cost: 2, taken: 'again' },
    samples: [bytesOf(releaseFileText(named))],
    read(bytes) {
      const read = readReleaseFile(textOf(bytes));
      return read.ok ? bytesOf(releaseFileText(read.value)) : null;
    },
  },
  {
    ...{ name: 'draft of a release', cost: 4, taken: 'again' },
    samples: [bytesOf(draft)],
    read(bytes) {
      const read = readDraftFile(textOf(bytes));
      return read.ok ? bytesOf(draftFileText(read.value)) : null;
    },
  },
];
