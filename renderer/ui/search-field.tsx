import { Search } from 'lucide-react';
import { Button, Input, SearchField as AriaSearchField } from 'react-aria-components';
import { X } from 'lucide-react';
import css from './search-field.module.css';

interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A field that narrows the list below it with each letter; Escape empties it. */
export function SearchField({ label, value, onChange }: SearchFieldProps) {
  return (
    <AriaSearchField
      className={css.field ?? ''}
      aria-label={label}
      value={value}
      onChange={onChange}
      maxLength={80}
    >
      <Search aria-hidden="true" />
      <Input className={css.input ?? ''} placeholder={label} dir="auto" />
      <Button className={css.clear ?? ''} aria-label="Clear the search">
        <X size="0.875rem" />
      </Button>
    </AriaSearchField>
  );
}

/** Whether any of the texts holds what is searched for, without regard to case, accents or spaces around it. */
export function holds(search: string, ...texts: readonly string[]): boolean {
  const wanted = plain(search.trim());
  return wanted === '' || texts.some((each) => plain(each).includes(wanted));
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
