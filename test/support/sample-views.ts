/** What a node may say, for tests of pages: people, jobs and hours that look like a month of use. */
import type {
  EntryView,
  JobView,
  LendingView,
  NodeStatusView,
  PeopleView,
  PersonView,
  RunView,
  StatementView,
} from '../../shared/api/contract.ts';
import { isCutByCount, microCpuHoursOf } from '../../shared/domain/cpu-hours.ts';

const hour = 3_600_000;
const week = 7 * 24 * hour;

/** Hexadecimal digits that differ for each seed and are the same each time. */
export function hexOf(seed: string, length = 64): string {
  let state = [...seed].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  let digits = '';
  while (digits.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    digits += (state >>> 24).toString(16).padStart(2, '0');
  }
  return digits.slice(0, length);
}

export const me: PersonView = { id: hexOf('me'), name: 'Alva' };
export const ines: PersonView = { id: hexOf('ines'), name: 'Ines' };
export const tomas: PersonView = { id: hexOf('tomas'), name: 'Tomás' };
export const noName: PersonView = { id: hexOf('no name'), name: null };

export const alone: NodeStatusView = {
  version: '0.1.0',
  host: 'headless',
  me: { ...me, name: null },
  community: { kind: 'group', name: 'riverside', topic: hexOf('topic') },
  connection: { state: 'alone', sinceMs: Date.now() - 60_000, people: 0, lending: 0 },
  machine: {
    processor: 'AMD Ryzen 7 7700',
    cores: 16,
    loadPercent: 19,
    memoryBytes: 16 * 1024 ** 3,
    memoryFreeBytes: 9 * 1024 ** 3,
    battery: null,
    temperatureCelsius: null,
    ratingMilli: 1_420,
    ratingSpreadMilli: 8,
    ratedAtMs: Date.now() - 50 * 3_600_000,
  },
};

export const online: NodeStatusView = {
  ...alone,
  me,
  connection: { ...alone.connection, state: 'online', people: 3, lending: 2 },
  machine: {
    ...alone.machine,
    loadPercent: 44,
    battery: { percent: 82, pluggedIn: true },
    temperatureCelsius: 54,
  },
};

export const nobodyHere: PeopleView = { present: [], refused: [], turnedAway: [] };

export const threeHere: PeopleView = {
  present: [ines, tomas, noName].map((person, index) => ({
    person,
    sinceMs: Date.now() - (index + 1) * hour,
    lending: index < 2,
    freeSlots: index === 0 ? 6 : 0,
    ratingMilli: index === 2 ? null : 1_180 - index * 300,
  })),
  refused: [{ reason: 'bad_signature', times: 2 }],
  turnedAway: [],
};

const checks: LendingView['checks'] = [
  { name: 'lending_on', holds: false, sentence: 'Lending is off. Start it to take work.' },
  { name: 'not_paused', holds: true, sentence: 'Lending is not paused.' },
  { name: 'rated', holds: true, sentence: 'The speed of this computer is measured.' },
  { name: 'reachable', holds: true, sentence: 'The network reaches this computer.' },
  { name: 'people', holds: false, sentence: 'Nobody of your community is here.' },
  { name: 'requests', holds: false, sentence: 'Nobody has asked for work yet.' },
];

export const notLending: LendingView = {
  on: false,
  pausedUntilMs: null,
  cores: { limit: 8, inUse: 0, of: 16 },
  shareMilli: 1000,
  wall: {
    isolation: 'starting',
    sentence: 'No job has run here yet.',
    crashes: 0,
  },
  running: [],
  ended: [],
  checks,
};

export function runOf(person: PersonView, minutes: number): RunView {
  return {
    job: hexOf(`run ${person.id}`),
    for: person,
    startedAtMs: Date.now() - minutes * 60_000,
    cpuMicroseconds: minutes * 58_400_000,
    workCount: minutes * 141_000_000_000,
    heldUntilMs: null,
    ratingMilli: 1_420,
    ceiling: 2_500_000n,
    moduleHash: hexOf(`code ${person.id}`),
    moduleBytes: 48_200,
    memoryLimitBytes: 256 * 1024 ** 2,
    wallLimitMs: hour,
  };
}

export const lendingToTwo: LendingView = {
  ...notLending,
  on: true,
  cores: { limit: 8, inUse: 4, of: 16 },
  shareMilli: 500,
  wall: {
    isolation: 'process',
    sentence:
      'Jobs run in a process of their own, without your files and keys, by the rules of Node. Install bubblewrap ' +
      '(bwrap) and the system itself will see to that, and close the network to them.',
    crashes: 1,
  },
  running: [runOf(ines, 48), runOf(tomas, 3)],
  ended: [
    endedRun(ines, 1, 'given', 1_640_000n, null),
    endedRun(noName, 2, 'failed', null, 'The program stopped with an error: unreachable.'),
    endedRun(tomas, 5, 'given', 278n, null),
    endedRun(ines, 26, 'lost', null, 'The connection broke before the result was taken.'),
  ],
  checks: checks.map((check) => ({ ...check, holds: true })),
};

/** Paused a moment ago, for an hour: both runs are held, one of them for less than ten minutes. */
export function heldByPause(): LendingView {
  const now = Date.now();
  return {
    ...lendingToTwo,
    pausedUntilMs: now + hour,
    running: lendingToTwo.running.map((run, index) => ({
      ...run,
      heldUntilMs: now + (10 - index * 4) * 60_000,
    })),
  };
}

function endedRun(
  person: PersonView,
  hoursAgo: number,
  outcome: LendingView['ended'][number]['outcome'],
  microCpuHours: bigint | null,
  detail: string | null,
): LendingView['ended'][number] {
  const endedAtMs = Date.now() - hoursAgo * hour;
  return {
    job: hexOf(`${person.id}${hoursAgo}`),
    for: person,
    endedAtMs,
    outcome,
    microCpuHours,
    detail,
  };
}

/** Counts of a job without any slice. */
export const noSlices: JobView['slices'] = {
  ...{ total: 0, waiting: 0, running: 0, checking: 0, done: 0 },
  ...{ differs: 0, failed: 0, stopped: 0, verified: 0 },
};

export function jobOf(given: Partial<JobView> & { readonly id: string }): JobView {
  return {
    name: 'Wing-shape sweep, set 4',
    state: 'waiting',
    sentence: 'Nobody of your community is here yet. It starts when somebody comes.',
    createdAtMs: Date.now() - 20 * 60_000,
    startedAtMs: null,
    endedAtMs: null,
    kind: 'function',
    entry: 'run',
    args: [],
    moduleHash: hexOf('module'),
    moduleBytes: 418_000,
    inputBytes: 2_400,
    certainty: 'two',
    audience: null,
    memoryBytes: 268_435_456,
    wallMs: 3_600_000,
    deadline: null,
    notBeforeMs: null,
    slices: { ...noSlices, total: 1, waiting: 1 },
    strip: 'w',
    ceiling: 2_000_000n,
    used: 0n,
    setAside: 2_000_000n,
    finish: null,
    changed: 0,
    ...given,
  };
}

export const noHours: StatementView = {
  total: { given: 0n, used: 0n, difference: 0n },
  people: [],
  receipts: 0,
  newest: [],
  weeks: Array.from({ length: 12 }, (_, index) => ({
    startsAtMs: Date.now() - (11 - index) * week,
    given: 0n,
    used: 0n,
  })),
  today: Array.from({ length: 24 }, () => 0n),
  setAside: 0n,
  available: null,
};

export function entryOf(
  index: number,
  direction: EntryView['direction'],
  person: PersonView,
  cpuMicroseconds: number,
): EntryView {
  const ratingMilli = direction === 'given' ? 1_420 : 1_180;
  // Every seventh claims a third more than its count explains.
  const workCount = Math.round((cpuMicroseconds * ratingMilli) / (index % 7 === 6 ? 0.67 : 0.4));
  const work = { cpuMicroseconds, ratingMilli, workCount, femtosecondsPerUnit: 400_000 };
  return {
    receipt: hexOf(`receipt ${index}`),
    direction,
    with: person,
    device: hexOf('their device'),
    keptAtMs: Date.now() - index * 2.7 * hour,
    epoch: 498_000 - index,
    job: hexOf(`job ${index}`),
    slice: hexOf(`slice ${index}`),
    resultHash: hexOf(`result ${index}`),
    nonce: hexOf(`nonce ${index}`, 32),
    ...work,
    cut: isCutByCount(work),
    microCpuHours: microCpuHoursOf(work),
    supplierSignature: hexOf(`supplier ${index}`, 128),
    consumerSignature: hexOf(`consumer ${index}`, 128),
    finality: null,
  };
}

const people = [ines, tomas, noName] as const;

/** Fourteen receipts of three people, and what they come to. */
export function someHours(): StatementView {
  const newest = Array.from({ length: 14 }, (_, index) =>
    entryOf(
      index,
      index % 3 === 1 ? 'used' : 'given',
      people[index % 3] ?? ines,
      [12_340_412, 4_210_000_000, 1_003_000, 782_000_000][index % 4] ?? 1_000_000,
    ),
  );
  const weekly = [21, 26, 33, 31, 38, 43, 34, 46, 44, 50, 52, 41].map((given, index) => ({
    startsAtMs: Date.now() - (11 - index) * week,
    given: BigInt(given) * 12_000_000n,
    used: BigInt([12, 15, 35, 24, 18, 42, 20, 29, 47, 31, 24, 19][index] ?? 0) * 10_000_000n,
  }));
  const given = weekly.reduce((sum, each) => sum + each.given, 0n);
  const used = weekly.reduce((sum, each) => sum + each.used, 0n);
  const hours = [8, 8, 8, 8, 8, 8, 6, 4, 2, 2, 1, 2, 5, 6, 3, 2, 1, 3, 3, 3, 3, 3, 3, 3];
  return {
    total: { given, used, difference: given - used },
    people: people.map((person, index) => ({
      with: person,
      balance: balanceOf(index, given, used),
      receipts: 5 - (index === 2 ? 1 : 0),
    })),
    receipts: 14,
    newest,
    weeks: weekly,
    today: hours.map((each) => BigInt(each) * 1_180_000n),
    setAside: 0n,
    available: null,
  };
}

/** A half, a quarter and the rest, so that the people add up to the total. */
function balanceOf(index: number, given: bigint, used: bigint) {
  const part = (whole: bigint) => (index === 0 ? whole / 2n : whole / 4n);
  return {
    given: part(given),
    used: part(used),
    difference: part(given) - part(used),
  };
}
