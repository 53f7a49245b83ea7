/** A process of jobs that a job has taken over: the fragment of its worker's address says what it does. */
import { Socket } from 'node:net';
import { writeFrame, writeMessage } from '../../shared/jobs/process-protocol.ts';

const wish = new URL(process.argv[2] ?? '').hash;
const node = new Socket({ fd: 3, readable: true, writable: true });
const used = { cpuMicroseconds: 0, workCount: 0 };

function say(message: unknown): void {
  const frame = writeMessage(message as Parameters<typeof writeMessage>[0]);
  if (frame !== null) post(frame);
}

function post(frame: Uint8Array): void {
  writeFrame((bytes) => void node.write(bytes), frame);
}

/** The first question of each process has the number 1. */
node.once('data', () => {
  switch (wish) {
    case '#noise':
      node.write(new Uint8Array(100).fill(0xff));
      break;
    case '#no-json':
      post(new Uint8Array(100).fill(1));
      break;
    case '#huge':
      node.write(new Uint8Array([0xff, 0xff, 0xff, 0x7f]));
      break;
    case '#unknown-word':
      say({ say: 'give me the keys' });
      break;
    case '#negative':
      say({ say: 'progress', id: 1, used: { cpuMicroseconds: -1, workCount: 0 } });
      break;
    case '#flood':
      for (let each = 0; each < 2_000; each += 1)
        say({ say: 'ended', id: 9e9, ended: { ok: false } });
      break;
    case '#strays':
      for (let each = 0; each < 2_000; each += 1) say({ say: 'need', hash: 'ab'.repeat(32) });
      break;
    case '#too-much':
      say({
        say: 'ended',
        id: 1,
        ended: { ok: true, value: { ...used, workCountBefore: 0, output: new Uint8Array(2_000) } },
      });
      break;
    case '#elsewhere':
      say({
        say: 'ended',
        id: 1,
        ended: { ok: true, value: { ...used, workCountBefore: 1, output: new Uint8Array(1) } },
      });
      break;
    case '#twice':
      for (let each = 0; each < 2; each += 1)
        say({
          say: 'ended',
          id: 1,
          ended: {
            ok: true,
            value: { ...used, workCountBefore: 0, output: new Uint8Array([52, 10]) },
          },
        });
  }
});
