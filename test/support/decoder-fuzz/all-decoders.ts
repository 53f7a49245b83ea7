/** Every reader of what comes from outside. */
import { checkpointDecoders } from './checkpoint-decoders.ts';
import { consensusDecoders } from './consensus-decoders.ts';
import type { Decoder } from './decoder.ts';
import { fileDecoders } from './file-decoders.ts';
import { jobDecoders } from './job-decoders.ts';
import { keptDecoders } from './kept-decoders.ts';
import { linkDecoders } from './link-decoders.ts';
import { payDecoders } from './pay-decoders.ts';
import { peerDecoders } from './peer-decoders.ts';
import { recordDecoders } from './record-decoders.ts';
import { releaseDecoders } from './release-decoders.ts';
import { stakeDecoders } from './stake-decoders.ts';
import { textDecoders } from './text-decoders.ts';

export const allDecoders: readonly Decoder[] = [
  ...recordDecoders,
  ...consensusDecoders,
  ...textDecoders,
  ...peerDecoders,
  ...payDecoders,
  ...linkDecoders,
  ...fileDecoders,
  ...keptDecoders,
  ...checkpointDecoders,
  ...jobDecoders,
  ...stakeDecoders,
  ...releaseDecoders,
];
