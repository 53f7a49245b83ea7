/**
 * One person's jobs in a swarm of simulated hosts, under the policy that the program uses itself: the slices, the
 * trust and the blame are those of shared/jobs. In each round every free host runs one slice; a round is ten minutes.
 */
import { assert } from '../../shared/base/assert.ts';
import { createAnswers } from '../../shared/jobs/blame.ts';
import { newSlice } from '../../shared/jobs/slice-state.ts';
import { nextOfSlice } from '../../shared/jobs/slice.ts';
import type { Certainty, Slice, SliceEffect, SliceEvent } from '../../shared/jobs/slice.ts';
import { credited, doubted, noTrust, provedWrong, standingOf } from '../../shared/jobs/trust.ts';
import type { Trust } from '../../shared/jobs/trust.ts';
import { auditorsOf } from '../../shared/jobs/verify-policy.ts';
import { createChance } from './engine-world/chance.ts';
import { rightOf, usualWorkCount } from './swarm-world/hosts.ts';
import type { Host } from './swarm-world/hosts.ts';

const roundMs = 600_000;

export interface SwarmPlan {
  readonly hosts: readonly Host[];
  readonly jobs: number;
  readonly slicesPerJob: number;
  readonly certainty: Certainty;
  readonly canRunHere: boolean;
  readonly seed: number;
}

export interface SwarmOutcome {
  readonly slices: number;
  /** Delivered wrong at the end, and at some moment. */
  readonly wrong: number;
  readonly wrongAtFirst: number;
  /** Runs that were begun, on this computer and elsewhere. */
  readonly executions: number;
  readonly executionsHere: number;
  /** Names, by how often each was proved wrong. */
  readonly blamed: ReadonlyMap<string, number>;
  readonly trust: ReadonlyMap<string, Trust>;
  readonly endMs: number;
  /** Wrong answers that stay paid, and answers that were taken back. */
  readonly wrongPaid: number;
  readonly takenBack: number;
}

interface Task {
  readonly slice: number;
  readonly run: number;
  readonly isCheck: boolean;
  readonly not: readonly string[];
}

/** All jobs, one after the other, to their end. */
export function runSwarm(plan: SwarmPlan): SwarmOutcome {
  const { hosts, certainty, canRunHere } = plan;
  const chance = createChance(plan.seed);
  const byName = new Map(hosts.map((host) => [host.name, host]));
  const slices = new Array<Slice>(plan.jobs * plan.slicesPerJob).fill(newSlice);
  const trust = new Map<string, Trust>();
  const answers = createAnswers();
  const blamed = new Map<string, number>();
  const wrongAtFirst = new Set<number>();
  const inJob = new Map<string, number>();
  let tasks: Task[] = [];
  let [nowMs, executions, executionsHere, next] = [0, 0, 0, 0];

  const trustOf = (member: string) => trust.get(member) ?? noTrust;
  const isFree = ({ name }: Host) => standingOf(trustOf(name), nowMs) !== 'wrong';

  function happens(at: number, event: SliceEvent): void {
    const slice = slices[at];
    assert(slice !== undefined, 'there is such a slice');
    const draw = chance.whole(0, 2 ** 32 - 1);
    const context = { certainty, trustOf, nowMs, draw, canRunHere, usualWorkCount };
    const step = nextOfSlice(slice, event, {
      ...context,
      checkingOf: answers.checkingOf,
      hasRoom: true,
    });
    slices[at] = step.slice;
    answers.set(String(at), step.slice);
    for (const effect of step.effects) follows(at, effect);
  }

  function follows(at: number, effect: SliceEffect): void {
    switch (effect.do) {
      case 'begin': {
        const { run, not, purpose } = effect;
        tasks.push({ slice: at, run, not, isCheck: purpose !== 'answer' });
        happens(at, { type: 'begun', run, errand: `${at} ${run}` });
        return;
      }
      case 'run_here':
        executions += 1;
        executionsHere += 1;
        happens(at, {
          type: 'here',
          run: effect.run,
          answer: { ...rightOf(at), bytes: 1, cost: 0n },
        });
        return;
      case 'pay':
        happens(at, { type: 'paid', run: effect.run });
        return;
      case 'stop':
        tasks = tasks.filter(({ slice, run }) => slice !== at || run !== effect.run);
        return;
      case 'settled':
        if (!isRight(at, effect)) wrongAtFirst.add(at);
        return;
      case 'credit':
        trust.set(effect.member, credited(trustOf(effect.member), effect.how, effect.with, nowMs));
        return;
      case 'doubt':
        isDoubted(effect.member);
        return;
      case 'blame':
        isWrong(effect.member);
        return;
      default:
    }
  }

  function isDoubted(member: string): void {
    trust.set(member, doubted(trustOf(member), nowMs));
    const isLast = standingOf(trustOf(member), nowMs) === 'wrong';
    if (isLast) blamed.set(member, (blamed.get(member) ?? 0) + 1);
    const type = isLast ? 'member_wrong' : 'member_doubted';
    for (const [key] of answers.of(member)) happens(Number(key), { type, member });
  }

  function isWrong(member: string): void {
    // A second proof of the same lies is none: it was caught once, and all it said is void already.
    if (standingOf(trustOf(member), nowMs) !== 'wrong') {
      trust.set(member, provedWrong(trustOf(member), nowMs));
      blamed.set(member, (blamed.get(member) ?? 0) + 1);
    }
    for (const [key] of answers.of(member)) happens(Number(key), { type: 'member_wrong', member });
  }

  function isRight(at: number, { hash, workCount }: { hash: string; workCount: number }): boolean {
    const right = rightOf(at);
    return hash === right.hash && workCount === right.workCount;
  }

  /** Checks go to whom the policy names, everything else to whoever is free. */
  function handedOut(jobEnd: number): readonly (readonly [Host, Task])[] {
    let free: readonly Host[] = shuffled(hosts.filter(isFree));
    const given: [Host, Task][] = [];
    const give = (task: Task, host: Host) => {
      given.push([host, task]);
      free = free.filter((each) => each !== host);
    };
    const waiting: Task[] = [];
    for (const task of tasks) {
      const suitable = free.filter(({ name }) => !task.not.includes(name));
      const present = suitable.map(({ name }) => name);
      const audience = task.isCheck
        ? (auditorsOf({ present, not: task.not, trustOf, nowMs }) ?? present)
        : present;
      const host = audience.length === 0 ? undefined : byName.get(chance.one(audience));
      if (host === undefined) waiting.push(task);
      else give(task, host);
    }
    tasks = waiting;
    for (const host of free) {
      if (next >= jobEnd) break;
      const at = next;
      next += 1;
      happens(at, { type: 'start' });
      const mine = tasks.find(({ slice }) => slice === at);
      assert(mine !== undefined, 'a slice that starts wants somebody');
      tasks = tasks.filter((task) => task !== mine);
      given.push([host, mine]);
    }
    return given;
  }

  function shuffled<T>(list: readonly T[]): readonly T[] {
    return list
      .map((each) => [chance.next(), each] as const)
      .sort(([one], [other]) => one - other)
      .map(([, each]) => each);
  }

  function round(jobEnd: number): void {
    for (const [host, { slice, run }] of handedOut(jobEnd)) {
      const before = inJob.get(host.name) ?? 0;
      inJob.set(host.name, before + 1);
      executions += 1;
      const isTrusted = standingOf(trustOf(host.name), nowMs) === 'trusted';
      const said = host.answer({ slice, before, isTrusted });
      const peer = `${host.name}.${host.name}`;
      happens(slice, { type: 'answered', run, peer, ...said, bytes: 1, cost: 1n });
    }
    nowMs += roundMs;
  }

  for (let job = 1; job <= plan.jobs; job += 1) {
    inJob.clear();
    while (next < job * plan.slicesPerJob || tasks.length > 0) round(job * plan.slicesPerJob);
  }
  const runs = slices.flatMap((slice, at) => slice.runs.map((run) => [at, run] as const));
  return {
    slices: slices.length,
    wrong: slices.filter(({ settled }, at) => settled === null || !isRight(at, settled)).length,
    wrongAtFirst: wrongAtFirst.size,
    executions,
    executionsHere,
    blamed,
    trust,
    endMs: nowMs,
    wrongPaid: runs.filter(
      ([at, { pay, answer }]) =>
        pay === 'paid' && answer !== null && 'hash' in answer && !isRight(at, answer),
    ).length,
    takenBack: runs.filter(([, { pay }]) => pay === 'taken_back').length,
  };
}
