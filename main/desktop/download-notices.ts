/** Notices about downloads: what is here now, in a notice once for each. What was here before is no news. */
import type { ShelfView } from '../../shared/api/software-shape.ts';
import { formatBytes } from '../../shared/api/words.ts';
import type { Shown } from './notifier.ts';

type Item = ShelfView['releases'][number];

/** Another fetch of the same release is another one. */
const keyOf = ({ community, release, addedAtMs }: Item) => `${community} ${release} ${addedAtMs}`;

/** Told of each shelf in turn; answers what there is to say of it, or null. */
export function createDownloadNotices(): (next: ShelfView) => Shown | null {
  /** Those that were seen on their way and have not been told of. */
  const awaited = new Set<string>();
  return ({ releases }) => {
    const ready = releases.filter((each) => each.state === 'ready' && awaited.delete(keyOf(each)));
    for (const each of releases) if (each.state !== 'ready') awaited.add(keyOf(each));
    const [first] = ready;
    if (first === undefined) return null;
    const names = ready.map(({ name, version }) => `${name} ${version}`);
    if (ready.length > 1) {
      const title = `${names.length} downloads are here`;
      return { title, body: `${names.slice(0, 3).join('\n')}`, route: '/software/mine' };
    }
    const where = first.folder === null ? '' : `, in ${first.folder}`;
    return {
      title: `${names[0] ?? ''} is here`,
      body: `${formatBytes(first.size.bytes)}${where}. All of it is what the makers signed.`,
      route: `/software/${first.release}`,
    };
  };
}
