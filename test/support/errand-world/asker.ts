/**
 * Somebody who asks: a job of as many slices as wanted, each with one answer that is paid when it is right, and kept
 * with the forgetting of its errand. What is on the disk is all that a restart knows.
 */
import { bytesToHex, textToBytes } from '../../../shared/base/bytes.ts';
import { memberOf } from '../../../shared/domain/peer-id.ts';
import { cryptography } from '../../../main/adapters/cryptography.ts';
import type {
  ErrandNews,
  ErrandSource,
  ErrandWish,
  Errands,
} from '../../../main/engine/errands/contract.ts';
import type { GroupCommit } from '../../../main/engine/group-commit.ts';
import type { WorkStore } from '../../../main/engine/ports.ts';

export const moduleBytes = textToBytes('module '.repeat(100));

export interface AskerTraits {
  slices: number;
  inputOf: (slice: number) => Uint8Array;
  /** How long an answer is looked at before it is paid, in milliseconds. */
  judgeMs: number;
  /** Errands of each slice; all of them are paid. */
  copies: number;
}

export const usual: AskerTraits = {
  slices: 0,
  inputOf: (slice) => textToBytes(`input ${String(slice)}`),
  judgeMs: 0,
  copies: 1,
};

export interface Asker extends ErrandSource {
  readonly news: { readonly id: string; readonly slice: number; readonly news: ErrandNews }[];
  start(errands: Errands): void;
  begin(slice: number, more?: Partial<ErrandWish>): string;
}

export const job = bytesToHex(cryptography.hash(textToBytes('the job')));

interface AskerParts {
  readonly traits: AskerTraits;
  readonly work: WorkStore;
  readonly group: GroupCommit;
  readonly after: (ms: number, action: () => void) => void;
}

export function createAsker({ traits, work, group, after }: AskerParts): Asker {
  let errands: Errands;
  const news: { id: string; slice: number; news: ErrandNews }[] = [];
  const hash = bytesToHex(cryptography.hash(moduleBytes));

  function begin(slice: number, more: Partial<ErrandWish> = {}): string {
    return errands.begin({
      ...{ job, slice, ceiling: 1_000_000n, memoryBytes: 2 ** 26, wallMs: 3_600_000 },
      ...{ not: traits.copies > 1 ? answeredBy(slice) : [], audience: null, ...more },
    });
  }

  function judge(id: string, slice: number): void {
    const right = bytesToHex(cryptography.hash(traits.inputOf(slice).toReversed()));
    const result = errands.result(id);
    if (result === null) return;
    if (bytesToHex(cryptography.hash(result)) === right) errands.pay(id);
    else errands.refuse(id, 'wrong_result', 'Others have computed something else.');
  }

  /** The slice is done once for each errand of it that was paid. */
  function keep(id: string, slice: number, receipt: string, peer: string): void {
    const result = errands.result(id) ?? new Uint8Array(0);
    group.write(() => {
      work.put('slices', `${String(slice)} ${id}`, `${receipt} ${memberOf(peer)}`, { result });
    });
    errands.forget(id);
  }

  function react(id: string, { slice }: ErrandWish, what: ErrandNews): void {
    if (what.type === 'answered') {
      if (traits.judgeMs === 0) judge(id, slice);
      else
        after(traits.judgeMs, () => {
          judge(id, slice);
        });
    } else if (what.type === 'paid') keep(id, slice, what.receipt, what.peer);
    else if (what.type === 'refused' || what.type === 'failed') {
      errands.forget(id);
      begin(slice);
    }
  }

  /** Who has answered the slice. */
  function answeredBy(slice: number): readonly string[] {
    return [...work.states('slices')].flatMap(({ key, state }) => {
      const [of, member] = [key.split(' ')[0], state.split(' ')[1]];
      return of === String(slice) && member !== undefined ? [member] : [];
    });
  }

  return {
    news,
    begin,
    start(given) {
      errands = given;
      const have = new Map<number, number>();
      const count = (slice: number) => have.set(slice, (have.get(slice) ?? 0) + 1);
      const done = new Set([...work.states('slices')].map(({ key }) => key));
      for (const key of done) count(Number(key.split(' ')[0]));
      for (const { id, wish, news: last } of [...errands.kept()]) {
        if (done.has(`${String(wish.slice)} ${id}`)) errands.forget(id);
        else {
          count(wish.slice);
          react(id, wish, last);
        }
      }
      for (let slice = 0; slice < traits.slices; slice += 1) {
        for (let copy = have.get(slice) ?? 0; copy < traits.copies; copy += 1) begin(slice);
      }
    },
    jobOf: () => ({
      ...{ kind: 'function', moduleHash: hash, moduleBytes: moduleBytes.byteLength },
      ...{ entry: 'run', args: [] },
    }),
    moduleOf: () => moduleBytes,
    inputOf: (_job, slice) => traits.inputOf(slice),
    onNews(id, wish, what) {
      news.push({ id, slice: wish.slice, news: what });
      react(id, wish, what);
    },
  };
}
