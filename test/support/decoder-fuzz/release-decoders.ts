/** Files by which releases are handed on. */
import { readReleaseFile, releaseFileText } from '../../../shared/api/release-file.ts';
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

export const releaseDecoders: readonly Decoder[] = [
  {
    ...{ name: 'file of a release', cost: 2, taken: 'again' },
    samples: [bytesOf(releaseFileText(named))],
    read(bytes) {
      const read = readReleaseFile(textOf(bytes));
      return read.ok ? bytesOf(releaseFileText(read.value)) : null;
    },
  },
];
