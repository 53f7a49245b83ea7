/**
 * When a request for a piece is answered. A machine that has not signed for what it got, or whose hours were not
 * looked at yet, waits here, with what it asked for; it is not refused, and nobody else waits for it. What may go
 * takes its turn in the limit for all peers together (giving.ts).
 */
import type { AboutRelease, PayMachine } from '../../engine/downloads/contract.ts';
import type { Giving } from './giving.ts';

/** Whose piece of which release it is. */
export interface AskedPiece {
  readonly about: AboutRelease;
  readonly machine: PayMachine;
}

export interface PieceTurnsParts {
  /** How many pieces may be given now. */
  readonly room: (about: AboutRelease, machine: PayMachine) => number;
  /** One more goes out. */
  readonly gave: (about: AboutRelease, machine: PayMachine) => void;
  readonly give: Giving;
}

export interface PieceTurns {
  /** For one core on one connection; `pieceOf` answers null for blocks that nobody pays for. */
  channel(pieceOf: (index: number) => AskedPiece | null): ChannelTurns;
  /** There may be room now for those that wait. */
  pump(): void;
}

export interface ChannelTurns {
  /** Requests whose turn has not come yet. */
  pending(): number;
  /** Calls `answer` when it is its turn; as `Giving` says. */
  ask(id: number, index: number | null, answer: () => Promise<void>): Promise<void> | undefined;
  /** The peer does not want it any more. */
  cancel(id: number): void;
  /** What answers it goes out. */
  answered(id: number, isPiece: boolean): void;
  /** Nobody is there any more. */
  end(): void;
}

interface Queue extends AskedPiece {
  readonly waiting: Asked[];
  /** May be given, and were not yet. */
  underWay: number;
}

interface Asked {
  readonly queue: Queue;
  readonly answer: () => Promise<void>;
  isUnderWay: boolean;
}

export function createPieceTurns({ room, gave, give }: PieceTurnsParts): PieceTurns {
  const queues = new Map<string, Queue>();

  function queueOf({ about, machine }: AskedPiece): Queue {
    const key = `${about.community} ${about.release} ${machine.device}`;
    const known = queues.get(key);
    if (known !== undefined) return known;
    const queue: Queue = { about, machine, waiting: [], underWay: 0 };
    queues.set(key, queue);
    return queue;
  }

  const hasRoom = ({ about, machine, underWay }: Queue) => room(about, machine) > underWay;

  function pumpQueue(queue: Queue): void {
    while (queue.waiting.length > 0 && hasRoom(queue)) {
      const next = queue.waiting.shift();
      if (next === undefined) return;
      begin(next);
      void give(next.answer);
    }
    if (queue.waiting.length === 0 && queue.underWay === 0) {
      queues.delete(`${queue.about.community} ${queue.about.release} ${queue.machine.device}`);
    }
  }

  function begin(asked: Asked): void {
    asked.isUnderWay = true;
    asked.queue.underWay += 1;
  }

  function end(asked: Asked): void {
    const { queue } = asked;
    if (asked.isUnderWay) queue.underWay -= 1;
    else queue.waiting.splice(queue.waiting.indexOf(asked), 1);
    pumpQueue(queue);
  }

  return {
    channel(pieceOf) {
      const open = new Map<number, Asked>();
      let pending = 0;
      const close = (id: number) => {
        const asked = open.get(id);
        open.delete(id);
        if (asked === undefined) return;
        if (!asked.isUnderWay) pending -= 1;
        end(asked);
      };
      return {
        pending: () => pending,
        ask(id, index, answer) {
          close(id); // said again, it is another one
          pending += 1;
          const piece = index === null ? null : pieceOf(index);
          if (piece === null) {
            return give(() => {
              pending -= 1;
              return answer();
            });
          }
          const queue = queueOf(piece);
          const asked: Asked = {
            ...{ queue, isUnderWay: false },
            answer() {
              pending -= 1;
              // what was called off meanwhile is not answered
              return open.get(id) === asked ? answer() : Promise.resolve();
            },
          };
          open.set(id, asked);
          if (queue.waiting.length === 0 && hasRoom(queue)) {
            begin(asked);
            return give(asked.answer);
          }
          queue.waiting.push(asked);
          return undefined;
        },
        cancel: close,
        answered(id, isPiece) {
          const queue = open.get(id)?.queue;
          if (isPiece && queue !== undefined) gave(queue.about, queue.machine);
          close(id);
        },
        end() {
          const gone = [...open.values()];
          open.clear();
          gone.forEach(end);
        },
      };
    },
    pump() {
      for (const queue of [...queues.values()]) pumpQueue(queue);
    },
  };
}
