import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import css from './filter-bar.module.css';
import { SearchField } from './search-field.tsx';

interface FilterBarProps {
  /** What the field finds, such as `Find a person or a job`. */
  readonly find: string;
  readonly search: string;
  readonly onSearch: (search: string) => void;
  /** What is narrowed, where it is a part of the page; left out inside of a panel, which says so. */
  readonly label?: string;
  /** Choices beside the field. */
  readonly children: ReactNode;
}

/** The fields that narrow the list below them. */
export function FilterBar({ find, search, onSearch, label, children }: FilterBarProps) {
  return (
    <div
      className={classes(css.bar, label === undefined && css.inPanel)}
      {...(label !== undefined && { role: 'search', 'aria-label': label })}
    >
      <SearchField label={find} value={search} onChange={onSearch} />
      {children}
    </div>
  );
}
