import { useCallback, useEffect, useState, type ReactNode } from 'react';
import type { AccountEpochView, CommunityView } from '../../../shared/api/community-contract.ts';
import {
  directionWords,
  untilWords,
  type CurrencyWord,
} from '../../../shared/api/account-words.ts';
import { capital, formatWhen, personName } from '../../../shared/api/words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Choice } from '../../ui/choice.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { holds } from '../../ui/search-field.tsx';
import { useNow } from '../app/use-now.ts';

type Which = 'all' | 'given' | 'used';
type Finality = 'all' | 'provisional' | 'final';

/**
 * The lines of a statement that are looked for, and the fields that say which. An hour is found by its words, a
 * person by the hours behind a line: those are read when somebody first searches.
 */
export function useLineFilters(
  community: CommunityView,
  currency: CurrencyWord,
  rows: readonly AccountEpochView[],
): { readonly found: readonly AccountEpochView[]; readonly bar: ReactNode } {
  const [search, setSearch] = useState('');
  const [which, setWhich] = useState<Which>('all');
  const [finality, setFinality] = useState<Finality>('all');
  const peopleOf = usePeopleBehind(community, currency, search.trim() === '' ? null : rows);
  const now = useNow();
  const words = directionWords(currency);
  const found = rows.filter(
    (row) =>
      (which === 'all' || row[which] > 0n) &&
      (finality === 'all' || (row.height === null) === (finality === 'provisional')) &&
      holds(search, ...hourWords(row, now), ...peopleOf(row.height)),
  );
  const bar = (
    <FilterBar find="Find a person or an hour" search={search} onSearch={setSearch}>
      <Choice<Which>
        label="Which lines"
        hideLabel
        value={which}
        options={[
          { id: 'all', label: 'All' },
          { id: 'given', label: capital(words.in) },
          { id: 'used', label: capital(words.out) },
        ]}
        onChange={setWhich}
      />
      <Choice<Finality>
        label="How far they are"
        hideLabel
        value={finality}
        options={[
          { id: 'all', label: 'All' },
          { id: 'provisional', label: 'Provisional' },
          { id: 'final', label: 'Final' },
        ]}
        onChange={setFinality}
      />
    </FilterBar>
  );
  return { found, bar };
}

function hourWords({ startsAtMs, endsAtMs }: AccountEpochView, now: number): readonly string[] {
  return [formatWhen(startsAtMs, now), untilWords(endsAtMs, now), new Date(endsAtMs).toISOString()];
}

/** Names and keys of those with whom the hours behind each line were; nothing is asked while `rows` is null. */
function usePeopleBehind(
  community: CommunityView,
  currency: CurrencyWord,
  rows: readonly AccountEpochView[] | null,
): (height: number | null) => readonly string[] {
  const { start } = useCall((node) => node.accounts.lines);
  const [people, setPeople] = useState<ReadonlyMap<string, readonly string[]>>(new Map());
  const { id, revision } = community;
  // what is not certified yet changes, what is does not
  const keyOf = useCallback(
    (height: number | null) => `${currency} ${height === null ? `now ${revision}` : height}`,
    [currency, revision],
  );
  const missing =
    rows?.map(({ height }) => height).filter((each) => !people.has(keyOf(each))) ?? [];
  const wanted = JSON.stringify(missing);
  useEffect(() => {
    let isStale = false;
    const read = async () => {
      const found = new Map<string, readonly string[]>();
      for (const height of JSON.parse(wanted) as readonly (number | null)[]) {
        const answer = await start({ community: id, height });
        if (isStale) return;
        const lines = answer.ok ? answer.value.lines : [];
        const names = lines
          .filter((line) => line.currency === currency)
          .flatMap((line) => [personName(line.with), line.with.id]);
        found.set(keyOf(height), names);
      }
      if (found.size > 0) setPeople((before) => new Map([...before, ...found]));
    };
    void read();
    return () => {
      isStale = true;
    };
  }, [wanted, id, currency, keyOf, start]);
  return (height) => people.get(keyOf(height)) ?? [];
}
