/**
 * The process of the jobs: it holds the threads in which slices run, and nothing else that is worth anything.
 *
 * It is started by main/adapters/job-process with no environment, no rights to files but its own program's, and the
 * flags that the meter counts on. It keeps the threads to their limits and answers the node. Its node
 * does not trust it: what its own threads cannot end, the node ends by ending this process.
 *
 * Looking at modules and rating have a thread of their own, so that neither waits for an hour of work.
 */
import { constants, setPriority } from 'node:os';
import { limits } from '../shared/domain/limits.ts';
import type { FromProcess, Rated, ToProcess } from '../shared/jobs/process-protocol.ts';
import { createInterpreter } from './process/interpreter.ts';
import { createModuleShelf } from './process/module-shelf.ts';
import { openNodePort } from './process/node-port.ts';
import { createSlices, prepareInThread, prepareWithinMs } from './process/slices.ts';
import { createThreadPool } from './process/thread-pool.ts';
import { createSharedPace, setSharedPace } from './sandbox/control.ts';

const [entry = '', maxThreads = '1'] = process.argv.slice(2);
const questions = createThreadPool(new URL(entry), 1);
const pace = createSharedPace();
const port = openNodePort(hear);
const shelf = createModuleShelf((hash) => port.say({ say: 'need', hash }));
const threads = createThreadPool(new URL(entry), Number(maxThreads));
const interpreter = createInterpreter(questions);
const slices = createSlices({
  pool: threads,
  shelf,
  interpreter,
  pace,
  say,
});
const restWithinMs = 2_000;
const restLookMs = 2;
/** One thing after the other: there is one thread for questions, and its queue is short. */
let lastQuestion: Promise<unknown> = Promise.resolve();

lowerPriority();
port.say({ say: 'ready' });
threads.warm();

/** Where threads have no priority of their own (see job-worker.ts), all of us has the lowest. */
function lowerPriority(): void {
  if (process.platform === 'linux') return;
  try {
    setPriority(constants.priority.PRIORITY_LOW);
  } catch {
    // Where a system forbids even that, jobs still run.
  }
}

function hear(message: ToProcess): void {
  switch (message.do) {
    case 'run':
      void slices.run(message.id, message.hash, message.slice, message.lane);
      return;
    case 'stop':
      slices.stop(message.id);
      return;
    case 'module':
      shelf.put(message.hash, message.bytes);
      return;
    case 'share':
      setSharedPace(pace, message.shareMilli);
      return;
    case 'hold':
      slices.hold(message.id, message.isHeld);
      return;
    case 'checkpoint':
      slices.checkpoint(message.id);
      return;
    case 'rest':
      void whenAtRest(message.id);
      return;
    case 'inspect':
    case 'rate':
      lastQuestion = lastQuestion.then(() => answer(message));
  }
}

/** Says so as soon as it is so; a slice that does not yield keeps it from being said. */
async function whenAtRest(id: number): Promise<void> {
  for (const begun = performance.now(); performance.now() - begun < restWithinMs;) {
    if (slices.areAtRest()) return say({ say: 'rested', id });
    await new Promise((resolve) => setTimeout(resolve, restLookMs));
  }
  say({ say: 'unanswered', id, detail: 'A slice did not rest in time.' });
}

async function answer(message: ToProcess & { readonly do: 'inspect' | 'rate' }): Promise<void> {
  const { id } = message;
  try {
    say(
      message.do === 'rate'
        ? { say: 'rated', id, rating: await rate(message.calibration) }
        : { say: 'inspected', id, inspected: await inspect(message.hash) },
    );
  } catch (cause) {
    say({ say: 'unanswered', id, detail: String(cause).slice(0, limits.detailLength) });
  }
}

type Inspected = (FromProcess & { readonly say: 'inspected' })['inspected'];

async function inspect(hash: string): Promise<Inspected> {
  const prepared = await shelf.take(hash, (bytes) =>
    prepareInThread({ pool: questions, interpreter }, bytes, AbortSignal.timeout(prepareWithinMs)),
  );
  return prepared.ok ? { ok: true, value: prepared.value.report } : prepared;
}

async function rate(calibration: Uint8Array): Promise<Rated> {
  const signal = AbortSignal.timeout(prepareWithinMs);
  return (await questions.ask(calibration, { name: 'rate', signal })) as Rated;
}

/** What is too long to be said is said to be so, and only a module that lists thousands of names is. */
function say(message: FromProcess): void {
  if (port.say(message) || !('id' in message)) return;
  port.say({ say: 'unanswered', id: message.id, detail: 'The answer is too long.' });
}
