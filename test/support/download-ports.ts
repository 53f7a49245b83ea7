/** The two processes beside a node, as far as paying for downloads asks them: a test says what they answer. */
import type { CommunitiesView, CommunityView } from '../../shared/api/community-contract.ts';
import { createCell } from '../../shared/api/handlers.ts';
import type { CounterView, FilesView } from '../../shared/api/release-files-contract.ts';
import type { DownloadNeedView } from '../../shared/api/record-contract.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import type { RecordProcess } from '../../main/adapters/record-process/record-process.ts';
import type { ReleaseProcess } from '../../main/adapters/release-process/release-process.ts';

type Phase = ReturnType<ReleaseProcess['state']>['phase'];

const noCommunities: CommunitiesView = { device: null, communities: [], joining: [], unusable: [] };

interface Told {
  readonly community: string;
  readonly release: string;
  readonly member: string;
  readonly refusal: string | null;
}

/** What is certified of a counter that is asked about. */
interface Counted {
  readonly sequence: number;
  readonly count: number;
  readonly quantity: bigint;
  readonly isFrozen: boolean;
}

/** Both keep the record of one community. */
export function createDownloadPorts(id: string) {
  let revision = 0;
  const communities = createCell<CommunitiesView>(noCommunities);
  const counters = createCell<readonly CounterView[]>([]);
  const mine = createCell<FilesView>({ imports: [], releases: [], giveRate: null, waiting: [] });
  const recordPhases = new Set<(state: { phase: Phase }) => void>();
  const releasePhases = new Set<(state: { phase: Phase }) => void>();
  const script = {
    communities,
    counters,
    needs: new Map<string, Omit<DownloadNeedView, 'charged'>>(),
    pieceMost: 500_000n,
    counted: null as Counted | null,
    refused: null as { name: string; detail: string } | null,
    oldestEpoch: 0,
    isRecordAway: false,
    /** What was heard. */
    asked: [] as string[][],
    allowed: [] as Told[],
    terms: [] as Readonly<Record<string, unknown>>[],
    submitted: [] as string[],
    settled: [] as string[],
    keptApart: [] as bigint[],
    gotten: [] as { setAside: readonly [bigint, bigint] }[],
    recordIs: (phase: Phase) => recordPhases.forEach((each) => each({ phase })),
    releasesAre: (phase: Phase) => releasePhases.forEach((each) => each({ phase })),
    /** The record says something new. */
    recordChanged: () => {
      revision += 1;
      const known = { id, revision, me: { status: 'member' } } as CommunityView;
      communities.set({ ...noCommunities, device: id, communities: [known] });
    },
  };
  const away = refuse('link_closed', 'It is started again in a moment.');
  const answered = <Value>(answer: () => Value) =>
    Promise.resolve(script.isRecordAway ? away : ok(answer()));
  const work = {
    downloadTerms: () =>
      answered(() => ({ startsAtMs: 1_000, epochMs: 60_000, pieceMost: script.pieceMost })),
    downloadNeeds: ({ downloads }: { downloads: { release: string; member: string | null }[] }) =>
      answered(() => {
        script.asked.push(downloads.map(({ release }) => release));
        const needs = downloads.map(({ release, member }) => {
          const need = script.needs.get(`${release} ${member ?? 'me'}`);
          return need === undefined ? null : { ...need, charged: null };
        });
        return { pieceMost: script.pieceMost, needs };
      }),
    keepApart: ({ manHours }: { manHours: bigint }) =>
      answered(() => {
        script.keptApart.push(manHours);
        return {};
      }),
    submit: ({ records }: { records: Uint8Array[] }) =>
      answered(() => {
        const ids = records.map((bytes) => bytesToHex(bytes.slice(0, 8)).padEnd(64, '0'));
        script.submitted.push(...records.map((bytes) => bytesToHex(bytes)));
        return { results: ids.map((record) => ({ record, refusal: null })) };
      }),
    counted: ({ counters: asked }: { counters: unknown[] }) =>
      answered(() => ({
        oldestEpoch: script.oldestEpoch,
        counted: asked.map(() => script.counted),
        refused: asked.map(() => script.refused),
      })),
  };
  const about = { name: 'Linework', version: '1', size: { files: 1, bytes: 1, pieces: 1_000 } };
  const show = () => answered(() => ({ ...about, drive: id, manifest: id }));
  const files = {
    ...{ counters, mine },
    get(asked: { setAside: readonly [bigint, bigint] }) {
      script.gotten.push(asked);
      return Promise.resolve(ok({}));
    },
    terms(said: Readonly<Record<string, unknown>>) {
      script.terms.push(said);
      return Promise.resolve(ok({}));
    },
    allow(said: Told) {
      script.allowed.push(said);
      return Promise.resolve(ok({}));
    },
    settled({ body }: { body: Uint8Array }) {
      script.settled.push(bytesToHex(body));
      return Promise.resolve(ok({}));
    },
  };
  const onState = (all: typeof recordPhases) => (listener: (state: { phase: Phase }) => void) => {
    all.add(listener);
    return () => all.delete(listener);
  };
  const record = {
    client: { communities: { list: communities }, work, releases: { show } },
    onState: onState(recordPhases),
    state: () => ({ phase: 'up', reason: null, againAtMs: null }),
  };
  const releases = {
    ...{ client: { files }, onState: onState(releasePhases) },
    state: () => ({ phase: 'up', reason: null, againAtMs: null }),
  };
  return {
    script,
    record: record as unknown as RecordProcess,
    releases: releases as unknown as ReleaseProcess,
  };
}
