/** Whoever asks in bad faith has what others leave: an honest job beside it comes to its end at the same lender. */
import { expect, test } from 'vitest';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { limits } from '../../shared/domain/limits.ts';
import { encodePiece } from '../../shared/peers/frames.ts';
import type { AskMessage } from '../../shared/peers/protocol.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { setup } from '../support/engine-world.ts';
import type { World } from '../support/engine-world.ts';
import { sendSliced, wrongWith } from '../support/engine-world/sliced-job.ts';
import { createRawPeer } from '../support/raw-peer.ts';
import type { RawPeer } from '../support/raw-peer.ts';

const module = new Uint8Array(10);
const hashOf = (bytes: Uint8Array) => bytesToHex(cryptography.hash(bytes));

/** An asking that is all right, with its input. */
function askingOf(number: number, cpuMs: number, change: Partial<AskMessage> = {}): AskMessage {
  const input = new Uint8Array(Buffer.from(`{"cpuMs":${cpuMs},"answer":"","fails":null}`));
  return {
    ...{ type: 'ask', attempt: number.toString(16).padStart(32, '0'), job: 'ee'.repeat(32) },
    ...{ slice: number.toString(16).padStart(64, '0'), moduleHash: hashOf(module) },
    ...{ moduleBytes: 10, inputHash: hashOf(input), inputBytes: input.byteLength, input },
    ...{ entry: 'run', args: [], ceiling: 100_000n, memoryBytes: 65_536, wallMs: 120_000 },
    ...{ femtosecondsPerUnit: 1_000_000, ...change },
  };
}

const moduleOf = (attempt: string) =>
  encodePiece({ attempt, part: 'module', offset: 0, bytes: module });

/** What is done again and again, until the connection is closed. */
interface Storm {
  readonly everyMs: number;
  readonly sendsModule?: boolean;
  readonly does: (peer: RawPeer, next: () => number) => void;
}

const storms: Readonly<Record<string, Storm>> = {
  'asks for every core and never sends what its slices need': {
    everyMs: 1_000,
    does(peer, next) {
      for (let times = 0; times < 8; times += 1) peer.send(askingOf(next(), 10));
    },
  },
  'announces the largest inputs and sends one byte of each': {
    everyMs: 1_000,
    does(peer, next) {
      for (let times = 0; times < 8; times += 1) {
        const ask = askingOf(next(), 10, { input: null, inputBytes: limits.inputBytes });
        const { attempt } = ask;
        peer.send(ask);
        peer.frame(encodePiece({ attempt, part: 'input', offset: 0, bytes: new Uint8Array(1) }));
      }
    },
  },
  'asks for more memory and time than anybody lends': {
    everyMs: 20,
    does(peer, next) {
      peer.send(
        askingOf(next(), 10, { memoryBytes: limits.memoryBytesMax, wallMs: limits.wallMsMax }),
      );
    },
  },
  'asks fifty times a second, and signs nothing': {
    everyMs: 20,
    sendsModule: true,
    does(peer, next) {
      peer.send(askingOf(next(), 10));
    },
  },
  'begins long slices and takes them back': {
    everyMs: 100,
    does(peer, next) {
      const ask = askingOf(next(), 60_000);
      const { attempt } = ask;
      peer.send(ask);
      peer.frame(moduleOf(attempt));
      peer.send({ type: 'stop', attempt });
    },
  },
};

function goOn(world: World, peer: RawPeer, { everyMs, does }: Storm): void {
  let number = 0;
  const next = () => (number += 1);
  const again = () => {
    if (peer.ended.length === peer.made.length) return;
    does(peer, next);
    world.time.after(everyMs, again);
  };
  again();
}

test.for(Object.entries(storms))(
  'somebody who %s keeps nobody else from a lender',
  async ([, storm]) => {
    const { world, alice, bob } = await setup('alice', 'bob');
    await bob.lend(4);
    const mallory = await createRawPeer(world, 'mallory', bob);
    mallory.onMessage = (message) => {
      if (message.type === 'take' && message.needsModule && storm.sendsModule === true)
        mallory.frame(moduleOf(message.attempt));
    };
    mallory.hello();
    goOn(world, mallory, storm);
    await world.time.pass(5_000);
    const job = await sendSliced(alice, { slices: 20, certainty: 'one' });
    await world.time.pass(60_000);
    expect(await wrongWith(alice, job, 20)).toEqual([]);
    expect(bob.warnings).toEqual([]);
  },
);
