/**
 * A real node on a machine that lies: between the node and the process of its jobs stands somebody who changes what
 * slices answer. All else is the node as it is, which signs and sends what it is told; so is a machine whose owner
 * has changed the program, or one with broken memory. For tests only:
 *
 *     node lying-node.ts MANNER node --community CODE --bootstrap HOST:PORT --lend on --name NAME --data DIR --json
 */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { createChildProcessHost } from '../../main/adapters/job-process/child-process-host.ts';
import type {
  JobProcessHandle,
  JobProcessHost,
  JobProcessProgram,
} from '../../main/adapters/job-process/host.ts';
import { addressesOf } from '../../main/adapters/swarm/network.ts';
import { createNode } from '../../main/node.ts';
import { assert } from '../../shared/base/assert.ts';
import { readAnswer } from '../../shared/jobs/process-answers.ts';
import { readMessage, writeMessage } from '../../shared/jobs/process-protocol.ts';
import { isLie } from './lying-manners.ts';
import type { Manner } from './lying-manners.ts';

const [manner, , ...rest] = process.argv.slice(2);
const text = { type: 'string', default: '' } as const;
const { values } = parseArgs({
  args: rest,
  options: {
    ...{ community: text, bootstrap: text, lend: text, name: text, data: text },
    json: { type: 'boolean' },
  },
});
const bootstrap = addressesOf([values.bootstrap]);
assert(bootstrap.ok, 'the address of the DHT can be read');
let answers = 0;
const node = await createNode({
  host: 'headless',
  dataFolder: values.data,
  community: values.community,
  bootstrap: bootstrap.value,
  httpPort: 0,
  lending: values.lend === 'on',
  name: values.name,
  jobProcessHost: createLyingHost,
});
assert(node.ok, 'the node starts');
process.stdout.write(`${JSON.stringify({ url: node.value.url })}\n`);
process.once('disconnect', () => process.exit(0));

function createLyingHost(program: JobProcessProgram): JobProcessHost {
  const host = createChildProcessHost(program);
  return { ...host, start: async (kind) => lying(await host.start(kind)) };
}

function lying(handle: JobProcessHandle): JobProcessHandle {
  const inputs = new Map<number, Uint8Array>();
  return {
    ...handle,
    post(frame) {
      const message = readMessage(frame) as Asked;
      if (message.do === 'run') inputs.set(message.id, message.slice.input);
      handle.post(frame);
    },
    onFrame(listener) {
      handle.onFrame((frame) => {
        listener(changed(frame, inputs));
      });
    },
  };
}

interface Asked {
  readonly do: string;
  readonly id: number;
  readonly slice: { readonly input: Uint8Array };
}

/** The same answer for the same slice on every machine that lies in this manner: they collude. */
function changed(frame: Uint8Array, inputs: Map<number, Uint8Array>): Uint8Array {
  const said = readAnswer(frame);
  if (said?.say !== 'ended' || !said.ended.ok) return frame;
  const input = inputs.get(said.id) ?? new Uint8Array(0);
  inputs.delete(said.id);
  answers += 1;
  if (!isLie(manner as Manner, input, answers)) return frame;
  const output = new Uint8Array(createHash('sha256').update(input).digest().subarray(0, 4));
  const lie = { ...said, ended: { ok: true, value: { ...said.ended.value, output } } } as const;
  return writeMessage(lie) ?? frame;
}
