/**
 * Errands that nobody has, in the order in which they are asked of others: one of each job in turn, and the oldest
 * of a job first. Those of a job that may go to the same people stand in one line, so that thousands that wait for
 * somebody else are passed over in one step.
 */
import type { Errand } from './errand.ts';

/** Who may have the errands of one line. */
export interface Line {
  readonly job: string;
  readonly not: ReadonlySet<string>;
  readonly audience: ReadonlySet<string> | null;
  /** The only one in it, where whom it may be asked of depends on what has come of it so far. */
  readonly own: Errand | null;
}

export interface Waiting {
  /** Puts it in line; `not` are the members that must not have it. */
  add(errand: Errand, not: ReadonlySet<string>): void;
  remove(errand: Errand): void;
  has(errand: Errand): boolean;
  isEmpty(): boolean;
  /**
   * Goes through the jobs in turn: `place` is given the head of a line and says whether it could be placed, which
   * takes it out of line. Each job goes on until none of its lines can be served, and all until `isOver`.
   */
  serve(place: (errand: Errand, line: Line) => boolean, isOver: () => boolean): void;
}

interface OpenLine extends Line {
  readonly key: string;
  readonly errands: Set<Errand>;
}

/** Nobody waits at first. */
export function createWaiting(): Waiting {
  const jobs = new Map<string, Map<string, OpenLine>>();
  const lineOf = new Map<Errand, OpenLine>();

  function remove(errand: Errand): void {
    const line = lineOf.get(errand);
    if (line === undefined) return;
    lineOf.delete(errand);
    line.errands.delete(errand);
    if (line.errands.size > 0) return;
    const lines = jobs.get(line.job);
    lines?.delete(line.key);
    if (lines?.size === 0) jobs.delete(line.job);
  }

  /** The oldest errand of a job that can be placed. */
  function serveOne(
    lines: ReadonlyMap<string, OpenLine>,
    passed: Set<OpenLine>,
    place: (errand: Errand, line: Line) => boolean,
  ): boolean {
    for (;;) {
      let oldest: { readonly errand: Errand; readonly line: OpenLine } | null = null;
      for (const line of lines.values()) {
        if (passed.has(line)) continue;
        const [errand] = line.errands;
        if (errand === undefined) continue;
        if (oldest === null || errand.order < oldest.errand.order) oldest = { errand, line };
      }
      if (oldest === null) return false;
      if (place(oldest.errand, oldest.line)) return true;
      passed.add(oldest.line);
    }
  }

  return {
    remove,
    has: (errand) => lineOf.has(errand),
    isEmpty: () => lineOf.size === 0,
    add(errand, not) {
      remove(errand);
      const { job, audience } = errand.wish;
      const key = errand.hasFailed ? errand.id : keyOf(not, audience);
      const lines = jobs.get(job) ?? new Map<string, OpenLine>();
      jobs.set(job, lines);
      const line = lines.get(key) ?? {
        key,
        job,
        not,
        audience: audience === null ? null : new Set(audience),
        own: errand.hasFailed ? errand : null,
        errands: new Set<Errand>(),
      };
      lines.set(key, line);
      line.errands.add(errand);
      lineOf.set(errand, line);
    },
    serve(place, isOver) {
      const passed = new Set<OpenLine>();
      let turn = [...jobs.keys()];
      while (turn.length > 0 && !isOver()) {
        const served: string[] = [];
        for (const job of turn) {
          const lines = jobs.get(job);
          if (isOver()) break;
          if (lines === undefined || !serveOne(lines, passed, place)) continue;
          served.push(job);
          // Whoever was served stands behind the others the next time too.
          const rest = jobs.get(job);
          if (rest !== undefined) {
            jobs.delete(job);
            jobs.set(job, rest);
          }
        }
        turn = served;
      }
    },
  };
}

function keyOf(not: ReadonlySet<string>, audience: readonly string[] | null): string {
  const sorted = (members: Iterable<string>) => [...members].sort().join();
  return `${sorted(not)} ${audience === null ? 'anyone' : sorted(audience)}`;
}
