/**
 * `common-hours demo`: three nodes in three processes on this machine, on a DHT of their own, lend each other
 * hours. Everything is real but the distance: the same program, jobs, receipts and page as between people.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobView } from '../../../shared/api/contract.ts';
import { formatCpuHours, formatCpuTime, personName, plural } from '../../../shared/api/words.ts';
import { bytesToHex, bytesToText, textToBytes } from '../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { startLocalDht } from '../../adapters/local-dht.ts';
import type { LocalDht } from '../../adapters/local-dht.ts';
import { programsDir } from '../../paths.ts';
import { auditHours } from './demo-audit.ts';
import { startDemoNode } from './demo-node.ts';
import type { DemoNode } from './demo-node.ts';
import { present, until } from '../connect.ts';
import { ensurePage } from '../ensure-page.ts';
import { createOutput } from '../output.ts';
import type { Output } from '../output.ts';

export interface DemoOptions {
  /** Ends after the receipts, without serving the page. */
  readonly once: boolean;
  readonly json: boolean;
}

/** The whole demo ends with an error after this long, so that it can never hang. */
const withinMs = 80_000;

interface DemoJob {
  readonly title: string;
  readonly file: string;
  readonly input: string;
  readonly args: readonly string[];
  /** Null when the result is right; otherwise what is wrong. */
  readonly check: (result: Uint8Array) => string | null;
}

const image = { width: 960, height: 640 };

const demoJobs: readonly DemoJob[] = [
  {
    title: 'Mandelbrot set',
    file: 'mandelbrot.wasm',
    input: JSON.stringify({ ...image, x: -0.7614, y: -0.08478, zoom: 2000, iterations: 2000 }),
    args: [],
    check(result) {
      const view = new DataView(result.buffer, result.byteOffset, result.byteLength);
      const isPng = bytesToHex(result.subarray(0, 8)) === '89504e470d0a1a0a';
      return isPng && view.getUint32(16) === image.width && view.getUint32(20) === image.height
        ? null
        : 'the result is no picture of the size that was asked for';
    },
  },
  {
    title: 'Primes below ten million',
    file: 'prime-count.wasm',
    input: '',
    args: ['2', '10000000'],
    check: (result) =>
      bytesToText(result).trim() === '664579' ? null : `${bytesToText(result)} is not 664579`,
  },
];

interface Finished {
  readonly title: string;
  readonly job: JobView;
  readonly result: Uint8Array;
}

/** Runs the demo. Answers 0 only if every result was right and the hours of all three add up. */
export async function runDemo(options: DemoOptions): Promise<number> {
  const output = createOutput(options.json);
  const page = ensurePage(output.line);
  if (!page.ok) return output.fail(page.error);
  const interrupted = interruption();
  const folder = await mkdtemp(join(tmpdir(), 'common-hours-demo-'));
  const dht = await startLocalDht();
  const ending = new AbortController();
  const nodes: DemoNode[] = [];
  const { bootstrap } = dht;
  output.line('Starting three nodes on this machine: Ada’s, Ben’s and Chloe’s.');
  const { once } = options;
  const playing = play({ folder, bootstrap, nodes, output, once, ending: ending.signal });
  let isRight = false;
  try {
    const done = await Promise.race([
      playing,
      tooSlow(),
      interrupted.then(() => refuse('interrupted', 'The demo was interrupted before its end.')),
    ]);
    isRight = done.ok;
    if (!done.ok) output.fail(done.error);
    else if (!once) {
      output.line('The three nodes run on until you press Ctrl-C.');
      await interrupted;
    }
  } finally {
    ending.abort();
    await Promise.allSettled([playing, ...nodes.map((node) => node.stop())]);
    await dht.close();
    // The picture stays; the nodes and their keys were for this demo only.
    const leftover = isRight ? join(folder, nodesFolder) : folder;
    await rm(leftover, { recursive: true, force: true });
  }
  return isRight ? 0 : 1;
}

/** Ctrl-C or a polite kill; the second one ends the demo at once, as the system would. */
function interruption(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => {
        resolve();
      });
  });
}

interface Stage {
  readonly folder: string;
  readonly bootstrap: LocalDht['bootstrap'];
  readonly nodes: DemoNode[];
  readonly output: Output;
  readonly once: boolean;
  /** Ends the nodes that are still starting, too. */
  readonly ending: AbortSignal;
}

const nodesFolder = 'nodes';

async function play(stage: Stage): Promise<Result<null, Refusal>> {
  const { folder, nodes, output } = stage;
  const started = await startNodes(stage);
  if (!started.ok) return started;
  const [ada] = nodes;
  if (ada === undefined) return refuse('no_node', 'No node started.');

  const ready = await until(ada.client.people.list, ({ present: people }) =>
    people.filter(({ lending, freeSlots }) => lending && freeSlots > 0).length === 2
      ? people
      : null,
  );
  if (!ready.ok) return ready;
  output.line('They have found each other. Ben and Chloe lend; Ada asks.');

  const finished = await Promise.all(demoJobs.map((job) => send(ada, job, output)));
  for (const each of finished) if (!each.ok) return each;
  const picture = join(folder, 'mandelbrot.png');
  const [first] = finished;
  if (first?.ok === true) await writeFile(picture, first.value.result);
  const results = finished.flatMap((each) => (each.ok ? [each.value] : []));
  return sumUp(stage, results, picture);
}

/** Each in a process of its own. One that does not start is told to the others, which then end. */
async function startNodes({
  folder,
  bootstrap,
  nodes,
  ending,
}: Stage): Promise<Result<null, Refusal>> {
  const community = `demo ${bytesToHex(randomBytes(8))}`;
  const starting = [
    { name: 'Ada', lend: 'off' },
    { name: 'Ben', lend: 'on' },
    { name: 'Chloe', lend: 'on' },
  ] as const;
  const started = await Promise.all(
    starting.map(async ({ name, lend }) => {
      const dataFolder = join(folder, nodesFolder, name);
      return startDemoNode({ name, lend, community, bootstrap, dataFolder, ending });
    }),
  );
  for (const node of started) if (node.ok) nodes.push(node.value);
  return started.find((node) => !node.ok) ?? ok(null);
}

async function send(
  ada: DemoNode,
  demo: DemoJob,
  output: Output,
): Promise<Result<Finished, Refusal>> {
  const sent = await ada.client.jobs.submit({
    request: bytesToHex(randomBytes(32)),
    name: demo.title,
    module: new Uint8Array(await readFile(join(programsDir, demo.file))),
    input: textToBytes(demo.input),
    entry: null,
    args: [...demo.args],
    ceiling: 100_000n,
  });
  if (!sent.ok) return sent;
  let isRunning = false;
  const ended = await until(ada.client.jobs.list, ({ jobs }) => {
    const job = jobs.find(({ id }) => id === sent.value.job);
    if (job?.state === 'running' && !isRunning && job.peer !== null) {
      isRunning = true;
      output.line(`${personName(job.peer)}’s node runs “${demo.title}” for Ada, sealed off.`);
    }
    return job === undefined || job.endedAtMs === null ? null : job;
  });
  if (!ended.ok) return ended;
  const job = ended.value;
  if (job.state !== 'done')
    return refuse('job_failed', `“${demo.title}” failed: ${job.reason ?? ''}`);
  const result = await ada.client.jobs.result({ job: job.id });
  if (!result.ok) return result;
  const wrong = demo.check(result.value.bytes);
  if (wrong !== null) return refuse('wrong_result', `“${demo.title}” came back wrong: ${wrong}.`);
  const cost = formatCpuHours(job.cost ?? 0n);
  const cpuTime = formatCpuTime(job.cpuMicroseconds);
  output.line(`“${demo.title}” came back, and is right: ${cpuTime} of CPU time, ${cost}.`);
  return ok({ title: demo.title, job, result: result.value.bytes });
}

async function sumUp(
  { nodes, output, once }: Stage,
  finished: readonly Finished[],
  picture: string,
): Promise<Result<null, Refusal>> {
  const statements = await Promise.all(
    nodes.map(({ client, name }) =>
      until(client.hours.statement, (statement) => {
        // Suppliers keep a receipt a moment after the consumer, who signs last.
        const isComplete = finished.every(
          ({ job }) =>
            (name !== 'Ada' && personName(job.peer ?? { id: '', name: null }) !== name) ||
            statement.newest.some(({ receipt }) => receipt === job.receipt),
        );
        return isComplete ? { name, statement } : null;
      }),
    ),
  );
  for (const each of statements) if (!each.ok) return each;
  const members = await Promise.all(nodes.map(({ client }) => present(client.node.status)));
  for (const each of members) if (!each.ok) return each;
  const hours = statements.flatMap((each) => (each.ok ? [each.value] : []));
  const community = members[0]?.ok === true ? members[0].value.community.topic : '';
  const keys = members.flatMap((each) => (each.ok ? [each.value.me.id] : []));
  const audited = auditHours(
    hours.map(({ name, statement }, index) => ({ name, member: keys[index] ?? '', statement })),
    community,
  );
  if (!audited.ok) return audited;
  output.line('');
  output.line(`${plural(audited.value, 'receipt')}, each signed by both sides and kept by both:`);
  for (const { name, statement } of hours) {
    const { given, used, difference } = statement.total;
    const signed = formatCpuHours(difference, { signed: true });
    output.line(
      `  ${name.padEnd(6)} gave ${formatCpuHours(given)}, used ${formatCpuHours(used)}: ${signed}`,
    );
  }
  output.line('What was used is what was given: together the three sum to zero.');
  output.line('');
  output.line(`The picture: ${picture}`);
  const page = once ? null : (nodes[0]?.url ?? null);
  if (page !== null) output.line(`Ada’s page: ${page}`);
  output.json({
    picture,
    page,
    results: finished.map(({ title, job }) => ({ title, receipt: job.receipt, cost: job.cost })),
    community,
    hours: hours.map(({ name, statement }, index) => ({
      name,
      member: keys[index],
      ...statement.total,
      receipts: statement.newest,
    })),
  });
  return ok(null);
}

/** Never keeps the process by itself. */
function tooSlow(): Promise<Result<null, Refusal>> {
  return new Promise((resolve) => {
    const seconds = String(withinMs / 1000);
    const detail = `The demo did not end within ${seconds} seconds. Try again when this machine is less busy.`;
    setTimeout(() => {
      resolve(refuse('too_slow', detail));
    }, withinMs).unref();
  });
}
