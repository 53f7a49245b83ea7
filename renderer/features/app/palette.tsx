import { Search } from 'lucide-react';
import { Autocomplete, Input, Menu, MenuItem, SearchField, useFilter } from 'react-aria-components';
import { Sheet } from '../../ui/confirm.tsx';
import css from './palette.module.css';

export interface PaletteEntry {
  readonly id: string;
  readonly label: string;
  readonly keys?: string;
  readonly run: () => void;
}

interface PaletteProps {
  readonly open: boolean;
  readonly entries: readonly PaletteEntry[];
  readonly onClose: () => void;
}

/** One field from which every page and every action is reached by typing a part of its name. */
export function Palette({ open, entries, onClose }: PaletteProps) {
  const { contains } = useFilter({ sensitivity: 'base' });
  return (
    <Sheet open={open} onClose={onClose} place="top" label="Go to a page, or do anything">
      <Autocomplete filter={contains}>
        <SearchField aria-label="Go to or do" autoFocus className={css.field ?? ''}>
          <Search />
          <Input className={css.input ?? ''} placeholder="Go to or do …" />
        </SearchField>
        <Menu
          className={css.menu ?? ''}
          aria-label="Pages and actions"
          items={entries}
          renderEmptyState={() => <p className={css.none}>Nothing of that name.</p>}
          onAction={(key) => {
            onClose();
            entries.find((entry) => entry.id === key)?.run();
          }}
        >
          {(entry) => (
            <MenuItem id={entry.id} textValue={entry.label} className={css.item ?? ''}>
              <span>{entry.label}</span>
              {entry.keys !== undefined && <span className={css.keys}>{entry.keys}</span>}
            </MenuItem>
          )}
        </Menu>
      </Autocomplete>
    </Sheet>
  );
}
