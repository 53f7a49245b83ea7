/** Fetching a release from the command line: what is set aside for it, how far it is, and what was paid in the end. */
import { resolve } from 'node:path';
import type { DownloadCostView, OnShelfView } from '../../../shared/api/software-shape.ts';
import { costWords, shelfSentence } from '../../../shared/api/software-words.ts';
import { plural } from '../../../shared/api/words.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { until } from '../connect.ts';
import type { CommunityOptions, Session } from './community-session.ts';

export interface GetOptions extends CommunityOptions {
  readonly into?: string;
  readonly keepToMyself: boolean;
  /** Of a release file: without being asked. */
  readonly yes: boolean;
}

export interface AboutRelease {
  readonly community: string;
  readonly release: string;
}

/** How often it is said how far it is. */
const saidEveryMs = 2_000;
/** The last counters are signed a moment after the last piece; who gave it may be gone, and is paid when it is back. */
const paidWithinMs = 15_000;

/** Sets aside, fetches, and ends once it is here and, where that does not take long, paid. */
export async function fetchRelease(
  { client, output }: Session,
  about: AboutRelease,
  options: GetOptions,
): Promise<Result<number, Refusal>> {
  const cost = await client.software.cost(about);
  if (!cost.ok) return cost;
  const { setAside } = cost.value;
  const folder = resolve(options.into ?? '.');
  const keepSharing = !options.keepToMyself;
  const begun = await client.software.get({ ...about, folder, keepSharing });
  if (!begun.ok) return begun;
  output.line(setAsideLine(cost.value));
  let saidAt = 0;
  const ended = await until(client.software.mine, ({ releases }): OnShelfView | null => {
    const here = releases.find((each) => isThis(each, about));
    if (here === undefined) return null;
    if (['ready', 'failed', 'paused'].includes(here.state)) return here;
    if (Date.now() - saidAt >= saidEveryMs) {
      saidAt = Date.now();
      for (const line of progressLines(here)) output.aside(line);
    }
    return null;
  });
  if (!ended.ok) return ended;
  const { state, trouble } = ended.value;
  if (state !== 'ready') return refuse('not_fetched', trouble ?? 'It was paused.');
  const paid = await lastWord({ client, output }, about, ended.value);
  output.line(`It is in ${paid.folder ?? folder}. Nothing of it was opened or run.`);
  output.line(paidLine(paid));
  // what was set aside at first, beside what is still
  output.json({ ...paid, setAsideAtFirst: setAside });
  return ok(0);
}

/** How it stands once all of it is paid, or after a while. */
async function lastWord(
  { client }: Pick<Session, 'client' | 'output'>,
  about: AboutRelease,
  ready: OnShelfView,
): Promise<OnShelfView> {
  let last = ready;
  const isPaid = until(client.software.mine, ({ releases }): true | null => {
    last = releases.find((each) => isThis(each, about)) ?? last;
    return last.setAside.every((amount) => amount === 0n) ? true : null;
  });
  let cancel: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise((done) => {
    cancel = setTimeout(done, paidWithinMs);
  });
  await Promise.race([isPaid, tooLong]);
  clearTimeout(cancel);
  return last;
}

function isThis({ community, release }: OnShelfView, about: AboutRelease): boolean {
  return community === about.community && release === about.release;
}

function setAsideLine({ price, serving, setAside }: DownloadCostView): string {
  const giving = `${costWords([serving, 0n])} at most for giving it`;
  return `It costs about ${costWords(price)}, and ${giving}; never more than ${costWords(setAside)}, which are set aside. Only what arrives is charged.`;
}

/** How far it is, what that cost so far, and who does not give. */
function progressLines(here: OnShelfView): readonly string[] {
  const troubles = here.sources.flatMap(({ person, trouble }) =>
    trouble === null ? [] : [`${person.name ?? 'Somebody'} does not give: ${trouble}`],
  );
  return [`${shelfSentence(here)} Paid so far: ${costWords(here.paid)}.`, ...troubles];
}

function paidLine({ paid, paidPieces, setAside }: OnShelfView): string {
  const left = setAside.some((amount) => amount > 0n)
    ? ' The rest is paid when who gave it is connected again, and stays set aside until then.'
    : '';
  return `Paid: ${costWords(paid)} for ${plural(paidPieces, 'piece')}.${left}`;
}
