import type { RoundDetailView } from '../../../shared/api/stake-shape.ts';
import { formatPart } from '../../../shared/api/stake-words.ts';
import { personName } from '../../../shared/api/words.ts';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import text from '../../ui/text.module.css';
import { useStatus } from '../app/views.ts';
import { useVeil } from '../app/hide-amounts.ts';
import { CauseLink } from './cause-link.tsx';

type Line = RoundDetailView['lines'][number];
/** Null is the sum. */
type Row = Line | null;

/** What one gave and received, line by line, and that both come to the same. */
export function RoundMoved({ round }: { readonly round: RoundDetailView }) {
  const veil = useVeil();
  const me = useStatus()?.me.id;
  const rows: readonly Row[] = round.lines.length === 0 ? [] : [...round.lines, null];
  const nameOf = ({ person }: Line) => (person.id === me ? 'yourself' : personName(person));
  if (rows.length === 0) {
    return <p className={text.dense}>Nothing of yours moved in this round.</p>;
  }
  return (
    <DataTable<Row>
      caption="What moved for you"
      rows={rows}
      rowKey={(line) =>
        line === null ? 'sum' : `${line.person.id} ${line.cause?.id ?? ''} ${line.offer ?? ''}`
      }
      columns={columnsOf(round, veil, nameOf)}
    />
  );
}

function columnsOf(
  { lines, issued, offersOfMine }: RoundDetailView,
  veil: (words: string) => string,
  nameOf: (line: Line) => string,
): readonly Column<Row>[] {
  const part = (units: bigint) => veil(formatPart(units, issued));
  const gave = lines.reduce((sum, { units }) => sum + (units < 0n ? -units : 0n), 0n);
  const received = lines.reduce((sum, { units }) => sum + (units > 0n ? units : 0n), 0n);
  const offerNumber = (offer: string | null) => {
    const at = offersOfMine.findIndex((each) => each.offer.id === offer);
    return at < 0 ? '–' : `Offer ${at + 1}`;
  };
  return [
    {
      id: 'who',
      header: 'Stake in',
      cell: (line) => (line === null ? <b>In all</b> : <bdi>{nameOf(line)}</bdi>),
    },
    {
      id: 'gave',
      header: 'Gave',
      end: true,
      cell: (line) =>
        line === null ? <b>{part(gave)}</b> : line.units < 0n ? part(-line.units) : '',
    },
    {
      id: 'received',
      header: 'Received',
      end: true,
      cell: (line) =>
        line === null ? <b>{part(received)}</b> : line.units > 0n ? part(line.units) : '',
    },
    {
      id: 'cause',
      header: 'For',
      grow: true,
      leaveOut: 'narrow',
      cell: (line) =>
        line?.cause ? <CauseLink cause={line.cause} most={60} /> : line === null ? sumWords : '',
    },
    {
      id: 'offer',
      header: 'Because of',
      leaveOut: 'narrow',
      cell: (line) => (line === null ? '' : offerNumber(line.offer)),
    },
    {
      id: 'before',
      header: 'Before',
      end: true,
      leaveOut: 'small',
      cell: (line) => (line === null ? '' : part(line.before)),
    },
    {
      id: 'after',
      header: 'After',
      end: true,
      leaveOut: 'small',
      cell: (line) => (line === null ? '' : part(line.after)),
    },
  ];
}

const sumWords = 'What you gave is what you received.';
