/** Releases and what this computer has of them, in words that the page and the command line both use. */
import { openLicences } from '../software/licences.ts';
import { formatCpuAmount } from './amounts.ts';
import type { OnShelfView, platformWords, ReleaseView } from './software-shape.ts';
import { capital, formatBytes, formatLeft, formatNumber, plural } from './words.ts';

/** `0.4 CPU-h + 0.1 man-h`, or `free`: the two are never summed. */
export function costWords([cpu, man]: readonly [bigint, bigint]): string {
  const parts = [
    ...(cpu > 0n ? [`${formatCpuAmount(cpu)} CPU-h`] : []),
    ...(man > 0n ? [`${formatCpuAmount(man)} man-h`] : []),
  ];
  return parts.length === 0 ? 'free' : parts.join(' + ');
}

/** Of one download, in the present epoch. */
export function priceWords({ hours: [cpu, man] }: Pick<ReleaseView, 'hours'>): string {
  return costWords([cpu.price, man.price]);
}

/** Why hours do not reach for a download, of which so much is missing; null where they do. */
export function shortfallSentence(missing: readonly [bigint, bigint]): string | null {
  if (missing[0] === 0n && missing[1] === 0n) return null;
  return `The hours of whoever asks do not reach: ${costWords(missing)} more would have to be set aside. ${waysOut}`;
}

/** The same to whoever asks, with what it takes and what there is. */
export function reachSentence({
  setAside,
  free,
  missing,
}: {
  readonly setAside: readonly [bigint, bigint];
  readonly free: readonly [bigint, bigint];
  readonly missing: readonly [bigint, bigint];
}): string | null {
  if (missing[0] === 0n && missing[1] === 0n) return null;
  const there = free[0] + free[1] === 0n ? 'nothing' : costWords(free);
  return `${costWords(setAside)} would be set aside for it, and you have ${there} free: ${costWords(missing)} more are needed. ${waysOut}`;
}

const waysOut =
  'Lend or work first, ask a member to sponsor you, or wait until the release is free.';

/** What the makers put in and what is expected, as the cost card says it. */
export function costSentence({
  hours,
  downloads,
  expected,
}: Pick<ReleaseView, 'hours' | 'downloads' | 'expected'>): string {
  const [cpu, man] = hours;
  if (cpu.cost === 0n && man.cost === 0n) {
    return 'The makers put no hours on the record for this release, so it costs nothing.';
  }
  const into = `The makers put ${costWords([cpu.cost, man.cost])} into this release`;
  const soFar = downloads === 0 ? 'None so far' : `${formatNumber(downloads)} so far`;
  return isPaidBack(hours)
    ? `${into}. All of it has come back by ${plural(downloads, 'download')}: it is free for everyone.`
    : `${into} and ${plural(downloads + expected, 'download')} are expected. ${soFar}.`;
}

/** Where the number of downloads that is expected comes from. */
export function basisSentence({ basis }: Pick<ReleaseView, 'basis'>): string {
  return {
    launch:
      'Nothing is known of releases of these makers yet, so it is the number that all begin with.',
    makers: 'It is the middle of what earlier releases of these makers had.',
    history: 'It follows from the downloads of the days so far.',
  }[basis];
}

/** What happens if the real number differs. */
export const differenceSentence =
  'If fewer come, the price rises to at most twice the first price and the rest stays with the makers; once the hours are back, it is free for everyone.';

function isPaidBack(hours: ReleaseView['hours']): boolean {
  return hours.every(({ cost, recouped }) => recouped >= cost);
}

/** `MIT License (MIT)`. */
export function licenceWords(id: string): string {
  const name = openLicences.get(id);
  return name === undefined || name === id ? id : `${name} (${id})`;
}

const platforms: Readonly<Record<(typeof platformWords)[number], string>> = {
  linux: 'Linux',
  macos: 'macOS',
  windows: 'Windows',
  android: 'Android',
  web: 'the web',
  any: 'any system',
};

export function platformWord(platform: (typeof platformWords)[number]): string {
  return platforms[platform];
}

/** As it stands at the beginning of a line. */
export function platformLabel(platform: (typeof platformWords)[number]): string {
  return platform === 'macos' ? platforms.macos : capital(platforms[platform]);
}

/** `214 files, 64 MB`. */
export function sizeWords({ files, bytes }: ReleaseView['size']): string {
  return `${plural(files, 'file')}, ${formatBytes(bytes)}`;
}

/** How far it is: `91 of 142 MB from 5 people, about 2 min left.` */
export function shelfSentence(item: OnShelfView): string {
  const { state, size, arrivedBytes, arrivingRate, people, trouble } = item;
  const amount = `${formatBytes(arrivedBytes)} of ${formatBytes(size.bytes)}`;
  switch (state) {
    case 'finding people':
      return arrivedBytes === 0
        ? 'Finding people who have it.'
        : `${amount}. Finding people who have it.`;
    case 'arriving': {
      const left = arrivingRate > 0 ? (size.bytes - arrivedBytes) / arrivingRate : null;
      const time = left === null ? '' : `, ${formatLeft(left * 1_000)} left`;
      return `${amount} from ${plural(people, 'person', 'people')}${time}.`;
    }
    case 'checking':
      return 'All of it is here. It is compared with what the makers signed.';
    case 'ready':
      return item.isShared ? 'Here, and shared from here.' : 'Here.';
    case 'paused':
      return `Paused at ${amount}.`;
    case 'failed':
      return trouble ?? 'It could not be fetched.';
  }
}
