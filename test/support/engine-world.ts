/**
 * Several real engines in one process, with a network, disks and worker threads that a test holds in its
 * hand. Only ports are made up; keys and cryptography are the real ones.
 *
 *     const { world, alice, bob } = await setup('alice', 'bob');
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LendingView, PeopleView } from '../../shared/api/contract.ts';
import type { NodeStatusView, StatementView } from '../../shared/api/contract.ts';
import type { Topic } from '../../shared/api/handlers.ts';
import { bytesToHex, textToBytes } from '../../shared/base/bytes.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { openKeys } from '../../main/adapters/keys.ts';
import type { NodeKeys } from '../../main/adapters/keys.ts';
import { limits } from '../../shared/domain/limits.ts';
import { microCpuHoursByTime } from '../../shared/domain/cpu-hours.ts';
import { askedJob } from './engine-world/asked-job.ts';
import type { AskedJob } from './engine-world/asked-job.ts';
import { createEngine } from '../../main/engine/engine.ts';
import type { Engine } from '../../main/engine/engine.ts';
import { openGroup } from '../../main/engine/open-group.ts';
import { noReadings } from '../../shared/lending/readings.ts';
import { createChance } from './engine-world/chance.ts';
import type { Chance } from './engine-world/chance.ts';
import { createClock } from './engine-world/clock.ts';
import { createDisk, openRecord, openSettings, openWorkStore } from './engine-world/disk.ts';
import type { Disk } from './engine-world/disk.ts';
import { createLateCommit } from './engine-world/late-commit.ts';
import { createLife } from './engine-world/life.ts';
import type { Life } from './engine-world/life.ts';
import { createNetwork } from './engine-world/network.ts';
import type { Network, NetworkOptions } from './engine-world/network.ts';
import { createScriptedRunner, unitsPerMicrosecond } from './engine-world/runner.ts';
import type { RunnerFacts, Script } from './engine-world/runner.ts';
import { createScriptedSenses } from './engine-world/senses.ts';
import type { ScriptedReadings } from './engine-world/senses.ts';
import { createSharedRecord } from './engine-world/shared-record.ts';
import type { SharedRecord, SharedRecordOptions } from './engine-world/shared-record.ts';
import { createVirtualTime } from './engine-world/time.ts';
import type { VirtualTime } from './engine-world/time.ts';

export const communityCode = 'test';
/** A Wednesday at noon. */
export const epochStartMs = Date.UTC(2026, 0, 7, 12);

export interface JobWish extends Partial<Script> {
  readonly ceiling?: bigint;
  readonly request?: Uint8Array;
  readonly args?: readonly string[];
  readonly module?: string;
}

export interface Person extends RunnerFacts {
  readonly name: string;
  /** Member key, hexadecimal. */
  readonly id: string;
  readonly keys: NodeKeys;
  readonly disk: Disk;
  /** How far this computer's clock is ahead. */
  clockAheadMs: number;
  processor: string;
  /** What this machine says when it is read. */
  readonly senses: ScriptedReadings;
  /** What was warned of, over all starts. */
  readonly warnings: string[];
  engine(): Engine;
  isUp(): boolean;
  /** Things done in this start that others, or a later start, can see. */
  effects(): number;
  /** Starts the program; it falls over after so many effects, if that is said. */
  start(crashAfterEffects?: number): Promise<void>;
  crash(): void;
  stop(): Promise<void>;
  /** Lends and waits until the speed of the machine is known. */
  lend(cores?: number): Promise<void>;
  /** The id of the job; by itself it takes 2 s and answers "42". */
  ask(wish?: JobWish): Promise<string>;
  /** The name of the refusal, or null. */
  refused(wish: JobWish): Promise<string | null>;
  /** A job of one slice, as `ask` makes them. */
  job(id: string): AskedJob;
  jobs(): readonly AskedJob[];
  lending(): LendingView;
  people(): PeopleView;
  status(): NodeStatusView;
  statement(): StatementView;
}

export interface World {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly network: Network;
  readonly people: readonly Person[];
  /** Null in an open group. */
  readonly record: SharedRecord | null;
  add(name: string, keys?: NodeKeys): Person;
}

export interface WorldOptions extends NetworkOptions {
  readonly seed: number;
  /** A community with a record, which these people founded; an open group where there is none. */
  readonly community?: Omit<SharedRecordOptions, 'founders' | 'startsAtMs'> & {
    readonly founders: readonly string[];
  };
}

const usualOptions: WorldOptions = {
  seed: 1,
  delayMs: [5, 5],
  noticeMs: [500, 500],
  lastFramesArrive: true,
};

/** A world without people. */
export function createWorld(options: Partial<WorldOptions> = {}): World {
  const all = { ...usualOptions, ...options };
  const time = createVirtualTime();
  const chance = createChance(all.seed);
  const network = createNetwork(time, chance, all);
  const people: Person[] = [];
  const founders = all.community?.founders.map((name) => ({ name, keys: keysOf(name) })) ?? [];
  const record = all.community
    ? createSharedRecord(time, { ...all.community, founders, startsAtMs: epochStartMs })
    : null;
  return {
    record,
    time,
    chance,
    network,
    people,
    add(name, keys = keysOf(name)) {
      const person = createPerson(name, keys, { time, chance, network, record });
      people.push(person);
      return person;
    },
  };
}

type Setup<Name extends string> = { readonly world: World } & { readonly [Each in Name]: Person };

/** People who are up and know of each other. Nobody lends yet. */
export function setup<const Name extends string>(...names: readonly Name[]): Promise<Setup<Name>> {
  return setupIn({}, ...names);
}

/** The same in a world of one's own. */
export async function setupIn<const Name extends string>(
  options: Partial<WorldOptions>,
  ...names: readonly Name[]
): Promise<Setup<Name>> {
  const world = createWorld(options);
  for (const name of names) await world.add(name).start();
  await world.time.pass(1_000);
  const byName = Object.fromEntries(world.people.map((person) => [person.name, person]));
  return { world, ...(byName as { readonly [Each in Name]: Person }) };
}

const keysByName = new Map<string, NodeKeys>();

/** The same person has the same keys in every world of a test file. */
export function keysOf(name: string): NodeKeys {
  const earlier = keysByName.get(name);
  if (earlier !== undefined) return earlier;
  const folder = mkdtempSync(join(tmpdir(), 'common-hours-'));
  const keys = openKeys(folder);
  rmSync(folder, { recursive: true });
  if (!keys.ok) throw new Error(keys.error.detail);
  keysByName.set(name, keys.value);
  return keys.value;
}

type Place = Pick<World, 'time' | 'chance' | 'network' | 'record'>;

function createPerson(name: string, keys: NodeKeys, place: Place): Person {
  const { time, chance, network } = place;
  const disk = createDisk(name);
  let life: Life | null = null;
  let present: Engine | null = null;
  const engine = () => {
    if (present === null) throw new Error(`${name} is down`);
    return present;
  };
  const handlers = () => engine().handlers;

  const person: Person = {
    name,
    id: bytesToHex(keys.member),
    keys,
    disk,
    clockAheadMs: 0,
    processor: 'A processor',
    senses: { ...noReadings },
    ratingMilli: 1000,
    timesRated: 0,
    slicesRun: 0,
    probesRun: 0,
    stopWithinMs: 5,
    isBroken: false,
    lies: null,
    forges: null,
    warnings: [],
    engine,
    isUp: () => life?.isAlive() ?? false,
    effects: () => life?.effects() ?? 0,
    async start(crashAfterEffects) {
      const own = createLife(crashAfterEffects ?? null, () => {
        person.crash();
      });
      life = own;
      const facts = {
        version: '0.0.0-test',
        host: 'headless',
        kind: 'group',
        communityName: communityCode,
      } as const;
      present = createEngine(portsOf(person, own, place), facts, 4);
      await present.start();
    },
    crash() {
      life?.end();
      network.vanish(name);
    },
    async stop() {
      let hasStopped = false;
      const stopped = engine()
        .stop()
        .finally(() => (hasStopped = true));
      // It may wait for what is saved elsewhere.
      await time.until(() => hasStopped, 1_000);
      await stopped;
      await time.pass(100);
      life?.end();
    },
    async lend(cores = 2) {
      await handlers().lending.set({ on: true, cores, shareMilli: null });
      await time.until(() => disk.settings.rating !== null, 10_000);
      await time.pass(100);
    },
    async ask(wish = {}) {
      const answer = await handlers().jobs.submit(requestOf(wish, chance));
      if (!answer.ok) throw new Error(answer.error.detail);
      return answer.value.job;
    },
    async refused(wish) {
      const answer = await handlers().jobs.submit(requestOf(wish, chance));
      return answer.ok ? null : answer.error.name;
    },
    job(id) {
      const found = person.jobs().find((job) => job.id === id);
      if (found === undefined) throw new Error(`${name} has no job ${id}`);
      return found;
    },
    jobs: () => {
      const ids = [...disk.works.jobs.keys()];
      return ids.flatMap((id) => askedJob(handlers().jobs, id) ?? []);
    },
    lending: () => valueOf(handlers().lending.state),
    people: () => valueOf(handlers().people.list),
    status: () => valueOf(handlers().node.status),
    statement: () => valueOf(handlers().hours.statement),
  };
  return person;
}

function portsOf(person: Person, life: Life, { time, chance, network, record }: Place) {
  const { disk, keys, name } = person;
  const machine = {
    cores: 4,
    loadPercent: null,
    memoryBytes: 2 ** 34,
    memoryFreeBytes: null,
    battery: null,
    temperatureCelsius: null,
  };
  const clock = createClock(time, life, () => epochStartMs + time.now() + person.clockAheadMs);
  const stores = { record: openRecord(disk, life), work: openWorkStore(disk, life) };
  return {
    ...{ clock, ...stores, commit: createLateCommit(stores, clock) },
    random: { bytes: chance.bytes },
    keys,
    cryptography,
    community: record?.portOf(name, life) ?? openGroup(communityCode, cryptography.hash),
    swarm: network.join(name, keys.transportSeed, life),
    runner: createScriptedRunner(time, life, person),
    machine: { read: () => Promise.resolve({ ...machine, processor: person.processor }) },
    senses: createScriptedSenses(person.senses),
    settings: openSettings(disk, life),
    log: {
      info: () => undefined,
      warn: (sentence: string) => {
        person.warnings.push(sentence);
      },
    },
  };
}

function requestOf(wish: JobWish, chance: Chance) {
  const script = scriptOf(wish);
  return {
    request: bytesToHex(wish.request ?? chance.bytes(32)),
    draft: {
      name: 'a job',
      module: textToBytes(wish.module ?? 'module'),
      entry: null,
      args: [...(wish.args ?? [])],
      input: { kind: 'once' as const, bytes: textToBytes(JSON.stringify(script)) },
      certainty: 'one' as const,
      limits: { memoryBytes: limits.memoryBytesDefault, wallMs: limits.wallMsDefault },
      audience: null,
      notBeforeMs: null,
      deadline: null,
    },
    ceiling: wish.ceiling ?? roomForOne(script.cpuMs),
  };
}

/** Enough for the slice and not for another: what is left over would be spent on a check, now and then. */
function roomForOne(cpuMs: number): bigint {
  const once = microCpuHoursByTime(Math.ceil(cpuMs * 1_900), 1000);
  // Less is not even begun.
  return once > 20n ? once : 20n;
}

function scriptOf({
  cpuMs = 2_000,
  answer = '42',
  fails = null,
  says = '',
  unitsPerMicrosecond: units = unitsPerMicrosecond,
  unitsPerMicrosecondAtFirst = null,
}: JobWish): Script {
  return { cpuMs, answer, fails, says, unitsPerMicrosecond: units, unitsPerMicrosecondAtFirst };
}

function valueOf<Value>(topic: Topic<Value>): Value {
  const values: Value[] = [];
  topic.subscribe((value) => values.push(value))();
  const [value] = values;
  if (value === undefined) throw new Error('a topic speaks at once');
  return value;
}
