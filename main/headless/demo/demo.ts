/**
 * `common-hours demo`: three nodes in three processes on this machine, on a DHT of their own, lend each other
 * hours. Everything is real but the distance: the same program, jobs, receipts and page as between people.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobView } from '../../../shared/api/contract.ts';
import { formatCpuHours, formatCpuTime, nameList, plural } from '../../../shared/api/words.ts';
import { bytesToHex, textToBytes } from '../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { startLocalDht } from '../../adapters/local-dht.ts';
import type { LocalDht } from '../../adapters/local-dht.ts';
import { programsDir } from '../../paths.ts';
import { auditHours } from './demo-audit.ts';
import type { AuditedMember } from './demo-audit.ts';
import { demoJobs } from './demo-jobs.ts';
import type { DemoJob } from './demo-jobs.ts';
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

interface Finished {
  readonly title: string;
  readonly job: JobView;
  readonly receipts: readonly { readonly receipt: string; readonly lender: string }[];
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
  output.line(
    'They have found each other. Ben and Chloe lend; Ada asks both, so that one answer checks the other.',
  );

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
  const { client } = ada;
  const sent = await client.jobs.submit({
    request: bytesToHex(randomBytes(32)),
    draft: {
      name: demo.title,
      module: new Uint8Array(await readFile(join(programsDir, demo.file))),
      entry: null,
      args: [...demo.args],
      input: { kind: 'once', bytes: textToBytes(demo.input) },
      certainty: 'two',
      limits: { memoryBytes: limits.memoryBytesDefault, wallMs: limits.wallMsDefault },
      audience: null,
      notBeforeMs: null,
      deadline: null,
    },
    ceiling: 200_000n,
  });
  if (!sent.ok) return sent;
  const ended = await until(client.jobs.list, ({ jobs }) => {
    const job = jobs.find(({ id }) => id === sent.value.job);
    // The last receipt is signed a moment after the last answer.
    return job === undefined || job.endedAtMs === null || job.setAside > 0n ? null : job;
  });
  if (!ended.ok) return ended;
  const job = ended.value;
  if (job.state !== 'done') return refuse('job_failed', `“${demo.title}” failed: ${job.sentence}`);
  const result = await client.jobs.result({ job: job.id, slice: 0 });
  if (!result.ok) return result;
  const wrong = demo.check(result.value.bytes);
  if (wrong !== null) return refuse('wrong_result', `“${demo.title}” came back wrong: ${wrong}.`);
  const shown = await client.jobs.slices({ job: job.id, from: 0, limit: 1, state: null });
  if (!shown.ok) return shown;
  const answers = (shown.value.slices[0]?.answers ?? []).filter(({ state }) => state === 'paid');
  const from = nameList(answers.flatMap(({ person }) => (person === null ? [] : [person])));
  const cpuTime = formatCpuTime(answers.reduce((sum, each) => sum + each.cpuMicroseconds, 0));
  output.line(
    `“${demo.title}” came back from ${from}, who agree, and is right: ${cpuTime} of CPU time, ${formatCpuHours(job.used)}.`,
  );
  const receipts = answers.flatMap(({ receipt, person }) =>
    receipt === null || person === null ? [] : [{ receipt, lender: person.id }],
  );
  return ok({ title: demo.title, job, receipts, result: result.value.bytes });
}

async function sumUp(
  { nodes, output, once }: Stage,
  finished: readonly Finished[],
  picture: string,
): Promise<Result<null, Refusal>> {
  const told = await statementsOf(nodes, finished);
  if (!told.ok) return told;
  const { hours, community } = told.value;
  const audited = auditHours(hours, community);
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
    results: finished.map(({ title, job, receipts }) => ({
      title,
      receipts: receipts.map(({ receipt }) => receipt),
      cost: job.used,
    })),
    community,
    hours: hours.map(({ name, member, statement }) => ({
      ...{ name, member },
      ...statement.total,
      receipts: statement.newest,
    })),
  });
  return ok(null);
}

/** What all three say, once the lenders have the receipts that Ada signed last. */
async function statementsOf(
  nodes: readonly DemoNode[],
  finished: readonly Finished[],
): Promise<Result<{ hours: AuditedMember[]; community: string }, Refusal>> {
  const signed = finished.flatMap(({ receipts }) => receipts);
  const hours: AuditedMember[] = [];
  let community = '';
  for (const { client, name } of nodes) {
    const status = await present(client.node.status);
    if (!status.ok) return status;
    const member = status.value.me.id;
    community = status.value.community.topic;
    const own = signed.filter(({ lender }) => name === 'Ada' || lender === member);
    const told = await until(client.hours.statement, (statement) => {
      const here = new Set(statement.newest.map(({ receipt }) => receipt));
      return own.every(({ receipt }) => here.has(receipt)) ? statement : null;
    });
    if (!told.ok) return told;
    hours.push({ name, member, statement: told.value });
  }
  return ok({ hours, community });
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
