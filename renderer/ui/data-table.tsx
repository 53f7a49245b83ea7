import { ChevronRight } from 'lucide-react';
import { Fragment, type KeyboardEvent, type ReactNode } from 'react';
import { classes } from './classes.ts';
import css from './data-table.module.css';

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  readonly end?: boolean;
  /** Left out where there is no room for it: on a narrow page, a small window, a telephone. */
  readonly leaveOut?: 'narrow' | 'small' | 'tiny';
  readonly grow?: boolean;
  readonly hideHeader?: boolean;
}

interface DataTableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** What a row shows below itself when it is opened; the row's first cell becomes its button. */
  readonly detail?: (row: Row) => ReactNode;
  readonly open?: string | null;
  readonly onOpen?: (key: string | null) => void;
}

/**
 * A table whose rows may open. The arrows, Home and End move between the rows' own buttons or links,
 * Enter opens.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows } = props;
  return (
    <div className={css.frame}>
      <table className={css.table} onKeyDown={moveBetweenRows}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" className={cellClass(column)}>
                {column.hideHeader === true ? (
                  <span className="visually-hidden">{column.header}</span>
                ) : (
                  column.header
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TableRow key={props.rowKey(row)} row={row} {...props} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TableRow<Row>({
  row,
  columns,
  rowKey,
  detail,
  open,
  onOpen,
}: DataTableProps<Row> & { readonly row: Row }) {
  const key = rowKey(row);
  const isOpen = detail !== undefined && open === key;
  const toggle = () => onOpen?.(isOpen ? null : key);
  return (
    <Fragment>
      <tr className={classes(css.row, isOpen && css.opened, detail && css.opens)} data-key={key}>
        {columns.map((column, index) => (
          <td
            key={column.id}
            className={cellClass(column)}
            {...(detail && index > 0 && { onClick: toggle })}
          >
            {detail && index === 0 ? (
              <button
                type="button"
                className={css.opener}
                aria-expanded={isOpen}
                data-row-focus
                onClick={toggle}
              >
                <ChevronRight />
                <span>{column.cell(row)}</span>
              </button>
            ) : (
              column.cell(row)
            )}
          </td>
        ))}
      </tr>
      {isOpen && (
        <tr className={css.detail}>
          <td colSpan={columns.length}>{detail(row)}</td>
        </tr>
      )}
    </Fragment>
  );
}

function cellClass<Row>(column: Column<Row>): string {
  return classes(
    column.end === true && css.end,
    column.grow === true && css.grow,
    column.leaveOut === 'narrow' && css.notNarrow,
    column.leaveOut === 'small' && css.notSmall,
    column.leaveOut === 'tiny' && css.notTiny,
  );
}

function moveBetweenRows(event: KeyboardEvent<HTMLTableElement>): void {
  const focusable = [
    ...event.currentTarget.querySelectorAll<HTMLElement>('[data-row-focus], tbody a[href]'),
  ];
  const at = focusable.indexOf(event.target as HTMLElement);
  if (at < 0) return;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: focusable.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  focusable[Math.max(0, Math.min(to, focusable.length - 1))]?.focus();
}
