import { useState, type ReactNode } from 'react';
import { limits } from '../../../shared/domain/limits.ts';
import { Choice } from '../../ui/choice.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { useNow } from '../app/use-now.ts';
import { useStatement, useStatus } from '../app/views.ts';
import type { CauseFilter } from './use-causes.ts';

type Which = 'live' | 'soon' | 'due' | 'over' | 'mine';
type Whose = 'anyone' | 'known';
type Checked = 'all' | 'checked' | 'open';

interface Chosen {
  readonly search: string;
  readonly tag: string | null;
  readonly which: Which;
  readonly whose: Whose;
  readonly checked: Checked;
}

const atFirst: Chosen = { search: '', tag: null, which: 'live', whose: 'anyone', checked: 'all' };

/** Which causes are looked for, and the fields that say so. */
export function useCauseFilters(): {
  readonly filter: CauseFilter;
  readonly bar: ReactNode;
  readonly tag: string | null;
  readonly setTag: (tag: string | null) => void;
  readonly isNarrowed: boolean;
} {
  const [chosen, setChosen] = useState(atFirst);
  const set = (part: Partial<Chosen>) => {
    setChosen({ ...chosen, ...part });
  };
  return {
    filter: useFilter(chosen),
    bar: <Bar chosen={chosen} set={set} />,
    tag: chosen.tag,
    setTag(tag) {
      set({ tag });
    },
    isNarrowed: JSON.stringify({ ...chosen, search: chosen.search.trim() }) !== begun,
  };
}

const begun = JSON.stringify(atFirst);
const day = 86_400_000;
const soon = 28 * day;

/** Whom one knows is here as for jobs: those with whom there are receipts. */
function useFilter({ search, tag, which, whose, checked }: Chosen): CauseFilter {
  const me = useStatus()?.me.id;
  const people = useStatement()?.people ?? [];
  const known = people.slice(0, limits.peers).map(({ with: person }) => person.id);
  // by the day, so that the question stays the same from one look at the clock to the next
  const today = Math.ceil(useNow() / day) * day;
  const common = {
    ...{ search: search.trim(), tag, dueBeforeMs: which === 'soon' ? today + soon : null },
    isChecked: checked === 'all' ? null : checked === 'checked',
  };
  if (which === 'mine') return { ...common, state: null, issuers: me === undefined ? [] : [me] };
  const issuers = whose === 'known' ? known : null;
  return { ...common, state: which === 'soon' ? 'live' : which, issuers };
}

function Bar({
  chosen: { search, which, whose, checked },
  set,
}: {
  readonly chosen: Chosen;
  readonly set: (part: Partial<Chosen>) => void;
}) {
  return (
    <FilterBar
      label="Causes"
      find="Find a cause"
      search={search}
      onSearch={(next) => {
        set({ search: next });
      }}
    >
      <Choice<Which>
        label="Which causes"
        hideLabel
        value={which}
        options={[
          { id: 'live', label: 'Under way' },
          { id: 'soon', label: 'Due soon' },
          { id: 'due', label: 'Due' },
          { id: 'over', label: 'Over' },
          { id: 'mine', label: 'Yours' },
        ]}
        onChange={(next) => {
          set({ which: next });
        }}
      />
      {which !== 'mine' && (
        <Choice<Whose>
          label="Whose causes"
          hideLabel
          value={whose}
          options={[
            { id: 'anyone', label: 'Anyone’s' },
            { id: 'known', label: 'People I know' },
          ]}
          onChange={(next) => {
            set({ whose: next });
          }}
        />
      )}
      <Choice<Checked>
        label="Checked or not"
        hideLabel
        value={checked}
        options={[
          { id: 'all', label: 'All' },
          { id: 'checked', label: 'Checked' },
          { id: 'open', label: 'Not checked yet' },
        ]}
        onChange={(next) => {
          set({ checked: next });
        }}
      />
    </FilterBar>
  );
}
