/** What a node may say of releases, for tests of pages. */
import { ok } from '../../shared/base/result.ts';
import type {
  OnShelfView,
  ReleaseDetailView,
  ReleaseIngredientsView,
  ReleaseView,
} from '../../shared/api/software-shape.ts';
import { arabic, lastHourMs, longName, riverside } from './sample-communities.ts';
import { hexOf, ines, me, tomas } from './sample-views.ts';
import type { ScriptedNode } from './scripted-node.ts';

const day = 86_400_000;
const hour = 1_000_000n;

export function releaseOf(name: string, part: Partial<ReleaseDetailView> = {}): ReleaseDetailView {
  return {
    id: hexOf(`release ${name}`),
    name,
    version: '1.5',
    licence: 'GPL-3.0-or-later',
    platforms: ['linux', 'windows'],
    size: { files: 214, bytes: 148_000_000, pieces: 2_300 },
    makers: [ines, tomas],
    publishedAtMs: lastHourMs - 12 * day,
    hours: [
      {
        currency: 'cpu',
        cost: 480n * hour,
        recouped: 85n * hour,
        price: 400_000n,
        firstPrice: 400_000n,
      },
      {
        currency: 'man',
        cost: 120n * hour,
        recouped: 21n * hour,
        price: 100_000n,
        firstPrice: 100_000n,
      },
    ],
    downloads: 212,
    expected: 988,
    basis: 'history',
    untilMs: lastHourMs + 170 * day,
    isMine: false,
    source: 'https://example.org/drawing',
    notes: 'Draws what can be drawn with lines.\nNew: it keeps the last ten pictures.',
    drive: hexOf('drive'),
    manifest: hexOf('manifest'),
    signaturesNeeded: 2,
    tasks: [{ id: hexOf('task'), title: 'Tray icon on Wayland', price: 13n * hour, by: tomas }],
    versions: [{ id: hexOf('earlier'), version: '1.4' }],
    ...part,
  };
}

const none = { cost: 0n, recouped: 0n, price: 0n, firstPrice: null };
const free = [
  { currency: 'cpu', ...none },
  { currency: 'man', ...none },
] satisfies ReleaseView['hours'];

export const drawing = releaseOf('Linework');
export const releases: readonly ReleaseDetailView[] = [
  drawing,
  releaseOf('دفتر', {
    makers: [arabic],
    platforms: ['any'],
    hours: free,
    licence: 'MIT',
    tasks: [],
  }),
  releaseOf('A program with a rather long name, for the narrowest of windows', {
    ...{ makers: [longName], platforms: [], version: '2026.11-rc.3', isMine: false },
  }),
  releaseOf('Hourglass', { makers: [me], isMine: true, platforms: ['web'] }),
];

export function onShelf(release: ReleaseView, part: Partial<OnShelfView> = {}): OnShelfView {
  const { id, name, version, size } = release;
  return {
    ...{ community: riverside().id, release: id, name, version, size },
    ...{ state: 'ready', trouble: null, isOwn: false, folder: `/srv/alva/programs/${name}` },
    ...{ pieces: size.pieces, arrivedBytes: size.bytes, arrivingRate: 0, people: 3 },
    ...{ isShared: true, givenBytes: 31_000_000, addedAtMs: lastHourMs },
    ...{ setAside: [0n, 0n], paid: [0n, 0n], paidPieces: 0, sources: [] },
    ...part,
  };
}

/** Two tasks and two hours of lent time that a maker may name. */
export const ingredients: ReleaseIngredientsView = {
  tasks: [
    {
      ...{ id: hexOf('tray'), title: 'Tray icon on Wayland', price: 13n * hour },
      ...{ by: tomas, paidBy: me, endedAtMs: lastHourMs - 3 * day },
    },
    {
      ...{ id: hexOf('manual'), title: 'دليل الاستخدام', price: 8n * hour },
      ...{ by: arabic, paidBy: ines, endedAtMs: lastHourMs - 5 * day },
    },
  ],
  receipts: [
    {
      ...{ id: hexOf('build'), quantity: 40n * hour, by: me, lentBy: ines },
      atMs: lastHourMs - day,
    },
    {
      ...{ id: hexOf('tests'), quantity: 2n * hour, by: me, lentBy: longName },
      atMs: lastHourMs - 2 * day,
    },
  ],
  ...{ expected: 100, basis: 'launch' },
};

/** Answers what the pages ask about releases. */
export function giveReleases(
  { communities }: ScriptedNode,
  all: readonly ReleaseDetailView[] = releases,
): void {
  communities.answers.set(
    'releases.list',
    ({ search, platform }: { readonly search: string; readonly platform: string | null }) => {
      const fitting = all.filter(
        ({ name, platforms }) =>
          name.toLowerCase().includes(search.toLowerCase()) &&
          (platform === null || platforms.some((each) => each === platform || each === 'any')),
      );
      return ok({ releases: fitting.map(rowOf), total: fitting.length });
    },
  );
  communities.answers.set('releases.ingredients', () => ok(ingredients));
  communities.answers.set('releases.show', ({ release }: { readonly release: string }) =>
    ok(all.find(({ id }) => id === release) ?? drawing),
  );
}

function rowOf({
  source: _source,
  notes: _notes,
  drive: _drive,
  manifest: _manifest,
  signaturesNeeded: _needed,
  tasks: _tasks,
  versions: _versions,
  ...row
}: ReleaseDetailView): ReleaseView {
  return row;
}
