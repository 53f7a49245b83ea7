/** All tasks of a community that this computer knows: those on the certified record, and those on their way to it. */
import type { TaskAction } from '../../../../shared/api/task-shape.ts';
import { bytesToHex } from '../../../../shared/base/bytes.ts';
import { decodeRecord } from '../../../../shared/ledger/check-record.ts';
import { kindNumbers } from '../../../../shared/ledger/record.ts';
import type { BodyOf, CheckedRecord } from '../../../../shared/ledger/record.ts';
import type { Task } from '../../../../shared/work/work-state.ts';
import { cryptography } from '../../cryptography.ts';
import type { OpenCommunity } from '../communities/communities.ts';

/** A task with its id; `isWaiting` where no certificate holds it yet. */
export interface KnownTask extends Task {
  readonly id: string;
  readonly isWaiting: boolean;
}

/** What of tasks waits for its certificate. */
export interface WaitingTasks {
  readonly asked: readonly KnownTask[];
  /** What a member does to a task; null where nothing of it waits. */
  readonly doneBy: (member: string, task: string) => TaskAction | null;
}

const kinds = ['task', 'estimate', 'reveal', 'take', 'step', 'verdict'] as const;
type TaskRecord = Extract<CheckedRecord, { readonly kind: (typeof kinds)[number] }>;

const readers = new WeakMap<OpenCommunity, () => WaitingTasks>();

/** The pool is only looked through again when something has changed. */
export function waitingTasks(community: OpenCommunity): WaitingTasks {
  const read = readers.get(community) ?? createReader(community);
  readers.set(community, read);
  return read();
}

/** The newest first; what is on its way before what is certified. */
export function knownTasks(community: OpenCommunity): readonly KnownTask[] {
  const { tasks } = community.node.state().work;
  const waiting = waitingTasks(community).asked.filter(({ id }) => !tasks.has(id));
  const certified = Array.from(tasks, ([id, task]): KnownTask => ({
    ...{ ...task, id, isWaiting: false },
  }));
  return [...waiting, ...certified.sort(newestFirst)];
}

/** Null for none that is known. */
export function knownTask(community: OpenCommunity, id: string): KnownTask | null {
  const task = community.node.state().work.tasks.get(id);
  if (task !== undefined) return { ...task, id, isWaiting: false };
  return waitingTasks(community).asked.find((each) => each.id === id) ?? null;
}

function newestFirst(one: KnownTask, other: KnownTask): number {
  return other.since - one.since || (one.id < other.id ? -1 : 1);
}

function createReader(community: OpenCommunity): () => WaitingTasks {
  let at = -1;
  let waiting: WaitingTasks = { asked: [], doneBy: () => null };
  return () => {
    if (at !== community.revision()) waiting = readPool(community);
    at = community.revision();
    return waiting;
  };
}

const numbers = new Set<number | undefined>(kinds.map((kind) => kindNumbers[kind]));

function readPool({ store, key, node }: OpenCommunity): WaitingTasks {
  const { devices, epoch } = node.state();
  const asked: KnownTask[] = [];
  const done = new Map<string, TaskAction>();
  for (const { id, bytes } of store.pool()) {
    if (!numbers.has(bytes[1])) continue;
    const decoded = decodeRecord(bytes, key, cryptography.hash);
    if (!decoded.ok || !isOfTask(decoded.value.record)) continue;
    const { record } = decoded.value;
    const member = devices.get(bytesToHex(record.body.author))?.member;
    if (member === undefined) continue;
    if (record.kind === 'task') asked.push(askedIn(record.body, bytesToHex(id), member, epoch));
    else done.set(`${member} ${record.body.task}`, actionOf(record));
  }
  return { asked, doneBy: (member, task) => done.get(`${member} ${task}`) ?? null };
}

function isOfTask(record: { readonly kind: string }): record is TaskRecord {
  return kinds.some((kind) => kind === record.kind);
}

function actionOf(record: Exclude<TaskRecord, { readonly kind: 'task' }>): TaskAction {
  switch (record.kind) {
    case 'estimate':
    case 'reveal':
    case 'take':
      return record.kind;
    case 'step':
      return record.body.says === 'delivered' ? 'deliver' : 'step';
    case 'verdict':
      return verdictActions[record.body.says];
  }
}

const verdictActions = { accepted: 'accept', changes: 'changes', withdrawn: 'withdraw' } as const;

function askedIn(body: BodyOf<'task'>, id: string, asker: string, since: number): KnownTask {
  const { title, done, skills, due, most, isEstimated, takers } = body;
  return {
    ...{ id, isWaiting: true, asker, since, title, done, skills, due, most, isEstimated, takers },
    ...{ state: 'estimating', round: 0, closes: 0, reveals: 0, panel: [], rounds: [] },
    ...{ seals: new Map(), answers: new Map(), price: null, taker: null, step: null },
    ...{ delivery: null, changes: null, ended: null, release: null },
  };
}
