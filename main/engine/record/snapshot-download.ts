/** All chunks of one snapshot from one neighbour, so that it is known who gave a false one. */
import { concatBytes } from '../../../shared/base/bytes.ts';
import type { RecordFrameOf } from '../../../shared/peers/record-protocol.ts';
import type { Neighbour } from './neighbours.ts';

/** 256 MiB; a state of ten thousand members is a tenth of it. */
const chunksMax = 4_096;

export interface DownloadListener {
  progressed(done: number, total: number): void;
  /** Null where the neighbour has it no more, or gave nonsense. */
  done(snapshot: Uint8Array | null): void;
}

/** The answer ends it without another word. */
export function downloadSnapshot(
  neighbour: Neighbour,
  height: number,
  listener: DownloadListener,
): () => void {
  const chunks: Uint8Array[] = [];
  let asked = 0;
  let total = 1;
  let isOver = false;

  function askMore(): void {
    while (!isOver && asked < total && neighbour.link.canAsk('askChunk')) {
      const index = asked;
      asked += 1;
      neighbour.link.ask({ kind: 'askChunk', height, index }, (answer) => {
        if (!isOver) took(index, answer?.kind === 'chunk' ? answer : null);
      });
    }
  }

  function took(index: number, chunk: RecordFrameOf<'chunk'> | null): void {
    const isFirst = index === 0;
    const isRight =
      chunk !== null &&
      chunk.height === height &&
      chunk.index === index &&
      chunk.count >= 1 &&
      chunk.count <= chunksMax &&
      (isFirst || chunk.count === total);
    if (!isRight) {
      finish(null);
      return;
    }
    total = chunk.count;
    chunks.push(chunk.bytes);
    listener.progressed(chunks.length, total);
    if (chunks.length === total) finish(concatBytes(...chunks));
    else askMore();
  }

  function finish(snapshot: Uint8Array | null): void {
    isOver = true;
    listener.done(snapshot);
  }

  askMore();
  if (asked === 0) finish(null);
  return () => {
    isOver = true;
  };
}
