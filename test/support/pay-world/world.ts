/** Machines that give each other pieces of one release over connections that lose and turn round what is said. */
import { unpaidMax } from '../../../main/engine/downloads/contract.ts';
import type { OpenCounter } from '../../../main/engine/downloads/contract.ts';
import { accountKey, readAccount } from '../../../main/engine/downloads/kept-account.ts';
import { paidOf } from '../../../main/engine/downloads/pay-account.ts';
import type { Paid } from '../../../main/engine/downloads/pay-account.ts';
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { createChance } from '../engine-world/chance.ts';
import { createPayEnd, guarded, payAbout, payCommunity } from './end.ts';
import type { PayEnd, PayEndOptions } from './end.ts';
import { createPlainTime } from './time.ts';
import { createPayWatch } from './watch.ts';

export interface PayWorldOptions {
  readonly seed: number;
  /** Of a hundred frames, so many are lost; pieces are bent as often. */
  readonly lost?: number;
  /** Whether frames overtake each other. */
  readonly overtakes?: boolean;
  /** Pieces that were counted in the last half second are not on the disk. */
  readonly countsLag?: boolean;
}

const requestsMax = 96;

interface Link {
  readonly ends: readonly [PayEnd, PayEnd];
  isOpen: boolean;
  readonly flows: readonly [Flow, Flow];
}

/** Pieces from the one to the other. */
interface Flow {
  readonly from: PayEnd;
  readonly to: PayEnd;
  readonly asked: Set<number>;
  readonly queue: number[];
  /** Since the giver started. */
  given: number;
  paidBefore: number;
  startedAtMs: number;
}

export type PayWorld = ReturnType<typeof createPayWorld>;

export function createPayWorld({
  seed,
  lost = 0,
  overtakes = false,
  countsLag = false,
}: PayWorldOptions) {
  const [time, watch, chance] = [createPlainTime(), createPayWatch(), createChance(seed)];
  const cruelty = { lost, overtakes };
  const ends: PayEnd[] = [];
  const links: Link[] = [];
  const record = new Map<string, OpenCounter>();

  function add(name: string, options: Partial<PayEndOptions> = {}): PayEnd {
    const end = createPayEnd(name, { time, watch, ...options });
    const others = ends.map((other) => linkOf(other, end));
    ends.push(end);
    links.push(...others);
    end.onChange(() => {
      time.after(
        50,
        guarded({ isUp: false }, () => allow(end)),
      );
      for (const link of links)
        for (const flow of link.flows) if (flow.from === end) pump(link, flow);
    });
    end.onDeath(() => {
      for (const link of links) if (link.ends.includes(end)) cut(link);
    });
    return end;
  }

  function linkOf(one: PayEnd, other: PayEnd): Link {
    const flow = (from: PayEnd, to: PayEnd): Flow => {
      return { from, to, asked: new Set(), queue: [], given: 0, paidBefore: 0, startedAtMs: -1 };
    };
    return { ends: [one, other], isOpen: false, flows: [flow(one, other), flow(other, one)] };
  }

  function allow(end: PayEnd): void {
    if (!end.isUp()) return;
    for (const { member, community, release } of end.paying().waiting()) {
      end.paying().allow({ community, release }, member, null);
    }
  }

  function connect(link: Link): void {
    const [one, other] = link.ends;
    if (link.isOpen || !one.isUp() || !other.isUp()) return;
    link.isOpen = true;
    for (const [me, them] of [link.ends, [other, one] as const]) {
      doIn(me, () => {
        me.paying().met(payCommunity, them.machine, (frame) => {
          if (me.says(frame)) carry(link, me, them, frame);
        });
      });
    }
    for (const flow of link.flows) ask(link, flow);
  }

  function cut(link: Link): void {
    if (!link.isOpen) return;
    link.isOpen = false;
    const [one, other] = link.ends;
    for (const flow of link.flows) {
      flow.asked.clear();
      flow.queue.length = 0;
    }
    for (const [me, them] of [link.ends, [other, one] as const]) {
      if (me.isUp()) doIn(me, () => me.paying().left(payCommunity, them.machine.device));
    }
  }

  /** Later than all that went before, unless frames overtake each other. */
  function carry(link: Link, from: PayEnd, to: PayEnd, frame: Uint8Array): void {
    if (chance.whole(1, 100) <= cruelty.lost) return;
    const delayMs = cruelty.overtakes ? chance.whole(1, 80) : 20;
    time.after(delayMs, () => {
      if (!link.isOpen || !to.isUp()) return;
      doIn(to, () => {
        const isHonest = to.paying().heard(payCommunity, from.machine.device, frame);
        if (!isHonest) watch.faults.push(`${to.name} lets ${from.name} go`);
      });
    });
  }

  function ask(link: Link, flow: Flow): void {
    const { from, to, asked, queue } = flow;
    if (!link.isOpen) return;
    for (const piece of from.disk.pieces) {
      if (asked.size >= requestsMax) break;
      if (to.disk.pieces.has(piece) || asked.has(piece)) continue;
      // Two are asked for the same piece now and then.
      if (isAskedElsewhere(flow, piece) && chance.whole(1, 50) > 1) continue;
      asked.add(piece);
      queue.push(piece);
    }
    pump(link, flow);
  }

  function isAskedElsewhere(flow: Flow, piece: number): boolean {
    return links.some((link) =>
      link.flows.some((each) => each !== flow && each.to === flow.to && each.asked.has(piece)),
    );
  }

  function pump(link: Link, flow: Flow): void {
    const { from, to, queue } = flow;
    while (link.isOpen && from.isUp() && queue.length > 0) {
      if (from.paying().room(payAbout, to.machine) <= 0) return;
      const piece = queue.shift();
      if (piece === undefined) return;
      doIn(from, () => from.paying().gave(payAbout, to.machine));
      noteUnpaid(flow);
      time.after(chance.whole(100, 3_000), () => arrive(link, flow, piece));
    }
  }

  /** No more is given than may be unpaid, but for what is made up for because it must have been lost. */
  function noteUnpaid(flow: Flow): void {
    const { from, to } = flow;
    const paid = signedFor(from, 'given', to).pieces;
    const startedAtMs = from.startedAtMs();
    if (flow.startedAtMs !== startedAtMs)
      Object.assign(flow, { startedAtMs, given: 0, paidBefore: paid });
    flow.given += 1;
    const paidNow = paid - flow.paidBefore;
    const madeUp = paid / 8 + (time.now() - startedAtMs) / 15_000;
    if (flow.given - paidNow > unpaidMax + madeUp) {
      watch.faults.push(`${from.name} gives ${to.name} ${flow.given} and is paid ${paidNow}`);
    }
  }

  function arrive(link: Link, flow: Flow, piece: number): void {
    const { from, to, asked } = flow;
    if (!link.isOpen || !asked.delete(piece)) return;
    const { pieces } = to.disk;
    if (!pieces.has(piece) && chance.whole(1, 100) > cruelty.lost) {
      pieces.add(piece);
      const now = (counted(to).get(from.machine.device) ?? 0) + 1;
      counted(to).set(from.machine.device, now);
      doIn(to, () => to.paying().arrived(payAbout, from.machine, now));
    }
    ask(link, flow);
  }

  /** What is counted, and not yet on the disk perhaps. */
  const inMemory = new Map<PayEnd, Map<string, number>>();
  function counted(end: PayEnd): Map<string, number> {
    if (!countsLag) return end.disk.counted;
    const known = inMemory.get(end);
    if (known !== undefined) return known;
    const made = new Map(end.disk.counted);
    inMemory.set(end, made);
    time.after(500, () => {
      if (inMemory.get(end) !== made) return;
      inMemory.delete(end);
      for (const [device, pieces] of made) end.disk.counted.set(device, pieces);
    });
    end.onDeath(() => inMemory.delete(end));
    return made;
  }

  function doIn(end: PayEnd, action: () => void): void {
    guarded(
      {
        get isUp() {
          return end.isUp();
        },
      },
      action,
    )();
  }

  /** What was signed comes into the record, and whoever asks is told. */
  function certify(): void {
    const up = ends.filter((end) => end.isUp());
    for (const open of up.flatMap((end) => end.paying().open())) {
      const { supplier, consumer, epoch, sequence } = open.counter.body;
      const key = `${bytesToHex(supplier)} ${bytesToHex(consumer)} ${epoch}`;
      if ((record.get(key)?.counter.body.sequence ?? 0) < sequence) record.set(key, open);
    }
    for (const { community, counter } of record.values()) {
      for (const end of up) doIn(end, () => end.paying().settled(community, counter.body));
    }
  }

  return {
    ...{ time, watch, chance, links, record, add, connect, cut, certify },
    ends: ends as readonly PayEnd[],
    connectAll() {
      for (const link of links) connect(link);
    },
    /** From now on everything arrives, in its order. */
    calm() {
      Object.assign(cruelty, { lost: 0, overtakes: false });
    },
  };
}

/** What both have signed for, by the disk of one. */
export function signedFor(end: PayEnd, side: 'given' | 'used', other: PayEnd): Paid {
  const key = accountKey({ side, ...payAbout, device: other.machine.device });
  const account = readAccount(end.disk.accounts.get(key) ?? new Uint8Array());
  return account === null ? { pieces: 0, quantity: 0n } : paidOf(account);
}
