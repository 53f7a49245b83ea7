/** Hosts of a simulated swarm, and the ways in which some of them cheat. */
import type { Chance } from '../engine-world/chance.ts';

/** What a host answers: two answers agree when both parts are the same. */
export interface SaidResult {
  readonly hash: string;
  readonly workCount: number;
}

/** What a host knows when it answers; a cheat is taken to know more than it could. */
export interface Asked {
  readonly slice: number;
  /** Slices that the host answered in this job before. */
  readonly before: number;
  /** Whether it is checked seldom by now. */
  readonly isTrusted: boolean;
}

export interface Host {
  readonly name: string;
  readonly kind: 'honest' | 'faulty' | 'cheat';
  answer(asked: Asked): SaidResult;
}

/** Six ways to cheat; some in two variants. */
export const ways = [
  'one in ten',
  'once trusted',
  'rings of three',
  'ring of twenty',
  'only large ones',
  'after the probes',
  'always the same',
  'inflated count',
] as const;
export type Way = (typeof ways)[number];

/** One slice in ten is large. */
const isLarge = (slice: number) => mixed(slice) % 10 === 0;
export const workCountOf = (slice: number) => (isLarge(slice) ? 5_000 : 1_000);
/** What a slice counts in the middle. */
export const usualWorkCount = 1_400;

/** The answer that a computer without a fault gives. */
export function rightOf(slice: number): SaidResult {
  return { hash: `right ${slice}`, workCount: workCountOf(slice) };
}

/** So many hosts, of which some make a mistake now and then and the last ones cheat. */
export function hostsOf(
  all: number,
  cheats: number,
  faulty: number,
  way: Way | 'all',
  chance: Chance,
): readonly Host[] {
  return Array.from({ length: all }, (_, at): Host => {
    const name = at.toString(16).padStart(64, '0');
    const cheat = at - (all - cheats);
    if (cheat < 0) return at < faulty ? faultyHost(name, chance) : honestHost(name);
    const own = way === 'all' ? (ways[cheat % ways.length] ?? 'one in ten') : way;
    return { name, kind: 'cheat', answer: lieOf(own, name, cheat, chance) };
  });
}

function honestHost(name: string): Host {
  return { name, kind: 'honest', answer: ({ slice }) => rightOf(slice) };
}

/** Memory that fails once in a thousand answers. */
function faultyHost(name: string, chance: Chance): Host {
  return {
    name,
    kind: 'faulty',
    answer: ({ slice }) => (chance.next() < 1 / 1_000 ? wrong(slice, name) : rightOf(slice)),
  };
}

function lieOf(way: Way, name: string, number: number, chance: Chance): Host['answer'] {
  const when = (lies: (asked: Asked) => boolean, by: string) => (asked: Asked) =>
    lies(asked) ? wrong(asked.slice, by) : rightOf(asked.slice);
  switch (way) {
    case 'one in ten':
      return when(() => chance.next() < 0.1, name);
    case 'once trusted':
      return when(({ isTrusted }) => isTrusted, name);
    case 'rings of three':
      return when(() => true, `ring ${Math.floor(number / 3)}`);
    case 'ring of twenty':
      // All of a ring lie about the same slices, or they would show each other up.
      return when(({ slice }) => mixed(slice + 7) % 4 === 0, 'ring');
    case 'only large ones':
      return when(({ slice }) => isLarge(slice), name);
    case 'after the probes':
      return when(({ before }) => before >= 20 && chance.next() < 0.5, name);
    case 'always the same':
      return ({ slice }) => ({ hash: 'constant', workCount: workCountOf(slice) });
    case 'inflated count':
      return ({ slice }) => ({ ...rightOf(slice), workCount: (workCountOf(slice) * 3) / 2 });
  }
}

function wrong(slice: number, by: string): SaidResult {
  return { hash: `wrong ${slice} ${by}`, workCount: workCountOf(slice) };
}

/** A number that follows from another, evenly spread. */
function mixed(of: number): number {
  let bits = Math.imul(of ^ (of >>> 16), 0x45d9f3b);
  bits = Math.imul(bits ^ (bits >>> 16), 0x45d9f3b);
  return (bits ^ (bits >>> 16)) >>> 0;
}
