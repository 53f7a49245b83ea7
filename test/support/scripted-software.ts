/** What a scripted node has of releases: a shelf that a test sets, and calls that change it as a node would. */
import type { contract } from '../../shared/api/contract.ts';
import { createCell } from '../../shared/api/handlers.ts';
import type { Handlers } from '../../shared/api/handlers.ts';
import type { DownloadCostView, OnShelfView, ShelfView } from '../../shared/api/software-shape.ts';
import { ok, refuse } from '../../shared/base/result.ts';

type SoftwareHandlers = Handlers<Pick<typeof contract, 'software'>>;

export const emptyShelf: ShelfView = {
  ...{ phase: 'resting', reason: null, giveRate: null },
  ...{ imports: [], releases: [] },
};

const plentyFor: DownloadCostView = {
  ...{ price: [400_000n, 100_000n], most: [400_000n, 100_000n] },
  ...{ serving: 1_300n, setAside: [401_300n, 100_000n] },
  ...{ free: [12_000_000n, 3_000_000n], refusal: null },
};

/** A tag without a signature, of a repository that others find as well. */
function originOf(tag: string) {
  const link = 'https://example.org/drawing.git';
  return { tag, commit: '5e'.repeat(20), isSigned: false, link };
}

export function createScriptedSoftware(noted: (name: string, input: unknown) => void) {
  const shelf = createCell<ShelfView>(emptyShelf);
  /** What the next `get` is refused with. */
  const script = { shelf, full: null as string | null, cost: plentyFor };
  const change = (release: string, part: Partial<OnShelfView>) => {
    const releases = shelf
      .get()
      .releases.map((each) => (each.release === release ? { ...each, ...part } : each));
    shelf.set({ ...shelf.get(), releases });
    return ok({});
  };
  const without = (release: string) => {
    const releases = shelf.get().releases.filter((each) => each.release !== release);
    shelf.set({ ...shelf.get(), releases });
    return ok({});
  };
  const handlers: SoftwareHandlers = {
    software: {
      mine: shelf,
      prepare(input) {
        noted('prepare', input);
        if (input.place === '/nowhere') return refuse('not_there', 'There is no such folder.');
        const size = { files: 12, bytes: 3_400_000, pieces: 60 };
        const origin = input.tag == null ? null : originOf(input.tag);
        const { request, place } = input;
        const fresh = {
          request,
          place,
          state: 'ready' as const,
          readBytes: size.bytes,
          size,
          origin,
        };
        const rest = { drive: 'd'.repeat(64), manifest: 'e'.repeat(64), trouble: null };
        shelf.set({ ...shelf.get(), imports: [{ ...fresh, ...rest }] });
        return ok({});
      },
      forget(input) {
        noted('forget', input);
        shelf.set({ ...shelf.get(), imports: [] });
        return ok({});
      },
      share(input) {
        noted('share', input);
        return ok({ release: 'f'.repeat(64) });
      },
      draft(input) {
        noted('draft', input);
        return ok({ draft: 'a draft' });
      },
      publish(input) {
        noted('publish', input);
        return ok({ release: 'f'.repeat(64) });
      },
      get(input) {
        noted('get', input);
        return script.full === null ? ok({}) : refuse('disk_full', script.full);
      },
      cost: () => ok(script.cost),
      pause: ({ release }) => change(release, { state: 'paused' }),
      resume: ({ release }) => change(release, { state: 'arriving' }),
      cancel: ({ release }) => without(release),
      keepSharing: ({ release, isShared }) => change(release, { isShared }),
      limit({ giveRate }) {
        shelf.set({ ...shelf.get(), giveRate });
        return ok({});
      },
      remove(input) {
        noted('remove', input);
        return without(input.release);
      },
    },
  };
  return { script, handlers };
}
