/** The life of one slice, told step by step, for tests. */
import { assert } from '../../shared/base/assert.ts';
import { noTrust } from '../../shared/jobs/trust.ts';
import type { Trust } from '../../shared/jobs/trust.ts';
import { newSlice, sliceWord } from '../../shared/jobs/slice-state.ts';
import { nextOfSlice } from '../../shared/jobs/slice.ts';
import type {
  Certainty,
  Slice,
  SliceContext,
  SliceEffect,
  SliceEvent,
  SliceWord,
} from '../../shared/jobs/slice.ts';

/** No check happens by this draw, unless it has to. */
export const noCheck = 2 ** 32 - 1;
/** A check happens by this draw, by a member. */
export const aCheck = 1;

/** A member's key, by which its only machine is known too. */
export function memberNamed(name: string): string {
  return [...name]
    .map((each) => each.charCodeAt(0).toString(16))
    .join('')
    .padEnd(64, '0');
}

/** A record so long. */
export function withPoints(points: number): Trust {
  return { ...noTrust, points };
}

const hashOf = (result: string) => memberNamed(result);

export interface Story {
  /** What followed from the last step, in short: `begin 1 copy`, `pay 0`, `blame bob`. */
  readonly said: readonly string[];
  readonly effects: readonly SliceEffect[];
  readonly slice: Slice;
  readonly word: SliceWord;
  /** Anything happens. */
  does(event: SliceEvent): Story;
  /** Somebody is asked and answers. */
  answers(run: number, name: string, result: string, workCount?: number): Story;
  fails(run: number, name: string, failure: string): Story;
  /** This computer has run it. */
  here(run: number, result: string): Story;
  /** From here on somebody has another record. */
  trusting(name: string, trust: Trust): Story;
}

/** A slice that was started, unless another is given. */
export function story(
  certainty: Certainty,
  given: Partial<SliceContext> = {},
  slice: Slice = newSlice,
): Story {
  const known = new Map<string, Trust>();
  const context: SliceContext = {
    certainty,
    trustOf: (member) => known.get(member) ?? noTrust,
    checkingOf: () => 0,
    nowMs: 1_000,
    draw: noCheck,
    canRunHere: false,
    hasRoom: true,
    usualWorkCount: null,
    ...given,
  };
  return told({ slice, context, known, effects: [] }).does({ type: 'start' });
}

interface Told {
  readonly slice: Slice;
  readonly context: SliceContext;
  readonly known: Map<string, Trust>;
  readonly effects: readonly SliceEffect[];
}

function told(so: Told): Story {
  const { slice, context, known, effects } = so;
  function does(event: SliceEvent): Story {
    let step = nextOfSlice(slice, event, context);
    const all = [...step.effects];
    for (const effect of step.effects) {
      if (effect.do !== 'begin') continue;
      const { run } = effect;
      const began = nextOfSlice(
        step.slice,
        { type: 'begun', run, errand: `errand ${run}` },
        context,
      );
      step = { slice: began.slice, effects: [] };
      all.push(...began.effects);
    }
    return told({ ...so, slice: step.slice, effects: all });
  }
  const peerOf = (name: string) => `${memberNamed(name)}.${memberNamed(name)}`;
  return {
    slice,
    effects,
    word: sliceWord(slice),
    said: effects.map(inShort),
    does,
    answers(run, name, result, workCount = 100) {
      const peer = peerOf(name);
      const facts = { hash: hashOf(result), workCount, bytes: 3, cost: 7n };
      return does({ type: 'running', run, peer }).does({ type: 'answered', run, peer, ...facts });
    },
    fails(run, name, failure) {
      const peer = peerOf(name);
      return does({ type: 'failed', run, peer, fault: 'job', name: failure, reason: 'So it was.' });
    },
    here(run, result) {
      const answer = { hash: hashOf(result), workCount: 100, bytes: 3, cost: 0n };
      return does({ type: 'here', run, answer });
    },
    trusting(name, trust) {
      known.set(memberNamed(name), trust);
      return told(so);
    },
  };
}

function inShort(effect: SliceEffect): string {
  switch (effect.do) {
    case 'begin':
      return `begin ${effect.run} ${effect.purpose}${effect.not.map((each) => ` not ${nameOf(each)}`).join('')}`;
    case 'settled':
      return `${effect.changed ? 'settled otherwise' : 'settled'}${effect.verified ? ', verified' : ''}: ${nameOf(effect.hash)}`;
    case 'failed':
      return `failed: ${effect.failure}`;
    case 'blame':
    case 'doubt':
      return `${effect.do} ${nameOf(effect.member)}`;
    case 'credit':
      return `credit ${nameOf(effect.member)} ${effect.how}`;
    case 'refuse':
      return `refuse ${effect.run} ${effect.name}`;
    default:
      return `${effect.do} ${effect.run}`;
  }
}

function nameOf(key: string): string {
  const codes = key.match(/../g);
  assert(codes !== null, 'a key has digits');
  return codes
    .map((code) => parseInt(code, 16))
    .filter((code) => code > 0)
    .map((code) => String.fromCharCode(code))
    .join('');
}
