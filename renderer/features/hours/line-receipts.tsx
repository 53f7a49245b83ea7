import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { AccountLineView, CommunityView } from '../../../shared/api/community-contract.ts';
import type { EntryView } from '../../../shared/api/contract.ts';
import { downloadSentence, formatHours, lineName } from '../../../shared/api/account-words.ts';
import { takenBackWord } from '../../../shared/api/taken-back-words.ts';
import { formatNumber, formatWhen, plural, shortKey } from '../../../shared/api/words.ts';
import { useCall, useConnection } from '../../node/node-provider.tsx';
import { Facts } from '../../ui/facts.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import text from '../../ui/text.module.css';
import { unbroken } from '../../ui/unbroken.ts';
import { receiptPath, releasePath, taskPath } from '../app/pages.ts';
import { useActiveCommunity, useJobs } from '../app/views.ts';
import { useNow } from '../app/use-now.ts';
import css from './community-hours.module.css';

const pageSize = 1_000;
const pagesMax = 20;
const shownMax = 50;

/** The receipts behind one line, with the machines between which it stands, and what all have signed of it. */
export function LineReceipts({
  community,
  line,
}: {
  readonly community: CommunityView;
  readonly line: AccountLineView;
}) {
  const { task, release, mine, device, root } = line;
  if (task !== null) {
    return (
      <p className={text.dense}>
        Agreed: <Link href={taskPath(task.id)}>{task.title}</Link> was taken for these hours, and
        accepted by whoever asked for it. Both have signed.
      </p>
    );
  }
  if (release !== null) return <Download line={line} path={releasePath(release.id)} />;
  return (
    <div className={text.stack}>
      <p className={text.dense}>
        {line.currency === 'cpu'
          ? 'Measured: the CPU time of each piece of work times the speed of the core, and never more than its counted instructions explain. Both machines signed each receipt, and their sum.'
          : 'Agreed: both sides signed each receipt, and their sum.'}
      </p>
      <Found community={community} line={line} />
      <Facts
        facts={[
          ['Your machine', <LongKey key="mine" value={mine ?? ''} label="key of your machine" />],
          [
            'Their machine',
            <LongKey key="theirs" value={device ?? ''} label="key of their machine" />,
          ],
          [
            'Pieces of work',
            line.slices === line.slicesInAll
              ? formatNumber(line.slices)
              : `${formatNumber(line.slices)} new, ${formatNumber(line.slicesInAll)} in all`,
          ],
          ['Sum that both signed', <LongKey key="record" value={line.record} label="record" />],
          [
            'Proof of the receipts',
            <LongKey key="root" value={root ?? ''} label="root of the receipts" />,
          ],
        ]}
      />
    </div>
  );
}

/** What a download cost or brought, and by which rule; there are no receipts behind it but the sum itself. */
function Download({ line, path }: { readonly line: AccountLineView; readonly path: string }) {
  const { mine, device, record } = line;
  return (
    <div className={text.stack}>
      <p className={text.dense}>
        <Link href={path} className={text.inText ?? ''}>
          {lineName(line)}
        </Link>
        {`. ${downloadSentence(line) ?? ''}`}
      </p>
      {device !== null && (
        <Facts
          facts={[
            ['Your machine', <LongKey key="mine" value={mine ?? ''} label="key of your machine" />],
            ['Their machine', <LongKey key="theirs" value={device} label="key of their machine" />],
            ['Sum that both signed', <LongKey key="record" value={record} label="record" />],
          ]}
        />
      )}
    </div>
  );
}

function Found({
  community,
  line,
}: {
  readonly community: CommunityView;
  readonly line: AccountLineView;
}) {
  const active = useActiveCommunity();
  const isHere = active?.id === community.id;
  const entries = useEntriesOf(isHere && line.currency === 'cpu' ? line : null);
  const jobs = useJobs();
  const now = useNow();
  if (line.currency !== 'cpu') return null;
  if (!isHere) {
    return (
      <p className={text.dense}>
        The receipts are shown while this computer lends and asks in {community.name}.
      </p>
    );
  }
  if (entries === undefined) return <Skeleton lines={2} />;
  const names = new Map(jobs?.jobs.map((job) => [job.id, job.name]));
  return (
    <>
      <ul className={css.receipts}>
        {entries.slice(0, shownMax).map((entry) => (
          <li key={entry.receipt}>
            <Link href={receiptPath(entry.receipt)} className={text.inText ?? ''}>
              {formatWhen(entry.keptAtMs, now)}
            </Link>
            {', '}
            <bdi>{names.get(entry.job) ?? `job ${shortKey(entry.job)}`}</bdi>
            {`, ${unbroken(formatHours(entry.microCpuHours, 'cpu'))}`}
            {takenBackNote(entry)}
          </li>
        ))}
      </ul>
      <p className={text.dense}>{foundWords(entries.length, line.slicesInAll)}</p>
    </>
  );
}

function takenBackNote(entry: EntryView): string {
  const word = takenBackWord(entry);
  return word === null ? '' : `, ${word}`;
}

function foundWords(found: number, all: number): string {
  if (found > shownMax) {
    return `The newest ${shownMax} of ${plural(found, 'receipt')}. All of them stand under Receipts, and in the file.`;
  }
  if (found >= all) return `${plural(found, 'receipt')}. Open one to see how it was measured.`;
  return `${formatNumber(found)} of ${plural(all, 'receipt')} lie on this computer; the others lie on the other machine.`;
}

/** The receipts that the counter of a line stands on, as far as this computer keeps them: its machines and its hour. */
function useEntriesOf(line: AccountLineView | null): readonly EntryView[] | undefined {
  const { start } = useCall((node) => node.hours.entries);
  const { state } = useConnection();
  const [found, setFound] = useState<readonly EntryView[] | undefined>(undefined);
  const wanted =
    line === null ? null : JSON.stringify([line.epoch, line.device, line.mine, line.direction]);
  useEffect(() => {
    if (wanted === null || state !== 'connected') return;
    const [epoch, device, mine, direction] = JSON.parse(wanted) as [number, ...string[]];
    let isStale = false;
    const read = async () => {
      const all: EntryView[] = [];
      let before: string | null = null;
      for (let page = 0; page < pagesMax; page += 1) {
        const answer = await start({ before, limit: pageSize });
        if (!answer.ok || isStale) return;
        const { entries } = answer.value;
        all.push(
          ...entries.filter(
            (each) =>
              each.epoch === epoch &&
              each.device === device &&
              each.finality?.mine === mine &&
              each.direction === direction,
          ),
        );
        const last = entries.at(-1);
        if (last === undefined || entries.length < pageSize || last.epoch < epoch) break;
        before = last.receipt;
      }
      if (!isStale) setFound(all);
    };
    void read();
    return () => {
      isStale = true;
    };
  }, [wanted, state, start]);
  return found;
}
