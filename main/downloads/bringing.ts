/**
 * Brings counters of downloads into the record, and says to the process of the releases what is certified of them.
 * Both machines of a counter do so, and nothing is remembered here: that process keeps each until it is settled, and
 * says all of them again after a restart of either.
 */
import type { CounterView } from '../../shared/api/release-files-contract.ts';
import { counterCodec } from '../../shared/ledger/record.ts';
import type { CounterBody } from '../../shared/ledger/record.ts';
import { counterBytes, seriesOf } from '../adapters/counter-for-record.ts';
import type { RecordProcess } from '../adapters/record-process/record-process.ts';
import type { ReleaseProcess } from '../adapters/release-process/release-process.ts';
import { oneAtATime } from '../engine/one-at-a-time.ts';
import type { Clock, Log } from '../engine/ports.ts';

export interface BringingParts {
  readonly record: Pick<RecordProcess, 'client' | 'onState'>;
  readonly releases: Pick<ReleaseProcess, 'client'>;
  readonly clock: Pick<Clock, 'after'>;
  readonly log: Pick<Log, 'info' | 'warn'>;
}

interface Open {
  readonly view: CounterView;
  readonly body: CounterBody;
  /** The record that it is; null as long as it is not in the record's pool. */
  readonly record: string | null;
}

/** A series grows with each few pieces: only its newest is submitted, so often at most. */
const gatherMs = 3_000;
/** What was not taken, or could not be asked, is tried again. */
const againMs = 20_000;
const submittedAtOnce = 500;
const askedAtOnce = 200;

/** Another of its series counts in its place, or will. */
const overtaken: ReadonlySet<string> = new Set(['superseded', 'already_certified']);

/** Begins at once; there is nothing to end, because the clients end. */
export function createBringing({ record, releases, clock, log }: BringingParts): void {
  /** The newest of each series, by its name. */
  let open = new Map<string, Open>();
  /** Sentences that were written into the log already. */
  const said = new Set<string>();
  let timer: { readonly ms: number; readonly cancel: () => void } | null = null;

  const bring = oneAtATime(async () => {
    timer?.cancel();
    timer = null;
    const byCommunity = Map.groupBy(open, ([, { view }]) => view.community);
    for (const [community, each] of byCommunity) {
      await submit(community, each);
      await settle(community, each);
    }
    if (open.size > 0) later(againMs);
  });

  function later(ms: number): void {
    if (timer !== null && timer.ms <= ms) return;
    timer?.cancel();
    const cancel = clock.after(ms, () => {
      timer = null;
      bring();
    });
    timer = { ms, cancel };
  }

  async function submit(
    community: string,
    all: readonly (readonly [string, Open])[],
  ): Promise<void> {
    const fresh = all.filter(([, each]) => each.record === null);
    for (let at = 0; at < fresh.length; at += submittedAtOnce) {
      const some = fresh.slice(at, at + submittedAtOnce);
      const records = some.map(([, { view, body }]) => counterBytes({ ...view, body }));
      const answer = await record.client.work.submit({ community, records });
      if (!answer.ok) return;
      for (const [index, [name, each]] of some.entries()) {
        const result = answer.value.results[index];
        if (result === undefined || result.record === null) {
          once(`${name} ${result?.refusal?.name ?? ''}`, () =>
            log.info(`A counter of a download is not taken yet: ${result?.refusal?.detail ?? ''}`),
          );
        } else if (open.get(name) === each) open.set(name, { ...each, record: result.record });
      }
    }
  }

  async function settle(
    community: string,
    all: readonly (readonly [string, Open])[],
  ): Promise<void> {
    for (let at = 0; at < all.length; at += askedAtOnce) {
      const some = all.slice(at, at + askedAtOnce).map(([name, each]) => open.get(name) ?? each);
      const counters = some.map(({ body, record: id }) => ({ ...seriesOf(body), record: id }));
      const answer = await record.client.work.counted({ community, counters });
      if (!answer.ok) return;
      const { counted, refused, oldestEpoch } = answer.value;
      for (const [index, each] of some.entries()) {
        const known = counted[index] ?? null;
        const isCounted = (known?.sequence ?? 0) >= each.body.sequence;
        const why = isCounted
          ? null
          : lostBy(each.body, known, refused[index] ?? null, oldestEpoch);
        if (!isCounted && why === null) continue;
        const answered = await releases.client.files.settled({ community, body: each.view.body });
        if (!answered.ok || why === null) continue;
        const { epoch, count } = each.body;
        once(`${nameOf(community, each.body)} ${each.body.sequence}`, () =>
          log.warn(`A counter of ${count} pieces, of epoch ${epoch}, cannot be certified: ${why}`),
        );
      }
    }
  }

  function once(what: string, say: () => void): void {
    if (said.has(what)) return;
    if (said.size > saidMax) said.clear();
    said.add(what);
    say();
  }

  releases.client.files.counters.subscribe((views) => {
    const next = new Map<string, Open>();
    for (const view of views) {
      const body = counterCodec.decode(view.body);
      if (body === null) continue;
      const name = nameOf(view.community, body);
      const before = open.get(name);
      const isSame = before?.body.sequence === body.sequence;
      next.set(name, isSame ? before : { view, body, record: null });
    }
    open = next;
    if (open.size > 0) later(gatherMs);
  });
  record.client.communities.list.subscribe(() => {
    if (open.size > 0) later(gatherMs);
  });
  record.onState(({ phase }) => {
    if (phase !== 'starting') return;
    // it may have lost what its disk did not keep
    open = new Map([...open].map(([name, each]) => [name, { ...each, record: null }]));
  });
}

const saidMax = 1_000;

/** Why a counter that is not certified never will be; null where it still may. */
function lostBy(
  { epoch }: CounterBody,
  counted: { readonly isFrozen: boolean } | null,
  refused: { readonly name: string; readonly detail: string } | null,
  oldestEpoch: number,
): string | null {
  if (counted?.isFrozen === true) return 'the two computers contradicted themselves.';
  if (epoch < oldestEpoch) return 'it came too late.';
  return refused === null || overtaken.has(refused.name) ? null : refused.detail;
}

function nameOf(community: string, body: CounterBody): string {
  return `${community} ${Object.values(seriesOf(body)).join(' ')}`;
}
