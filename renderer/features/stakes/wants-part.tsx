import { Plus, X } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { formatPpm, weightsOf } from '../../../shared/api/stake-words.ts';
import { personName } from '../../../shared/api/words.ts';
import { wantsMax } from '../../../shared/stake/market.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { Button } from '../../ui/button.tsx';
import { NumberSetting } from '../../ui/number-setting.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import text from '../../ui/text.module.css';
import { causeWant, tagWant, withWant, type DraftWant, type OfferDraft } from './offer-draft.ts';
import css from './stakes.module.css';
import want from './wants-part.module.css';

interface WantsProps {
  readonly draft: OfferDraft;
  readonly community: CommunityView;
  readonly onChange: (draft: OfferDraft) => void;
}

/** A basket: causes of people, and tags, each with its share. */
export function WantsPart({ draft, community, onChange }: WantsProps) {
  if (draft.give !== null && draft.isHome) {
    return <p className={text.dense}>What you give comes back as stake in yourself.</p>;
  }
  const { wants } = draft;
  const change = (next: readonly DraftWant[]) => {
    onChange({ ...draft, wants: next });
  };
  return (
    <div className={text.stack}>
      <p className={text.dense}>
        At least two people, and no one more than half of it. A tag stands for whoever works for it.
      </p>
      {wants.length > 0 && <Basket wants={wants} onChange={change} />}
      {wants.length < wantsMax ? (
        <WantFinder
          community={community}
          taken={wants}
          onAdd={(one) => {
            change(withWant(wants, one));
          }}
        />
      ) : (
        <p className={text.dense}>An offer asks for {wantsMax} things at most.</p>
      )}
    </div>
  );
}

function Basket({
  wants,
  onChange,
}: {
  readonly wants: readonly DraftWant[];
  readonly onChange: (wants: readonly DraftWant[]) => void;
}) {
  const weights = weightsOf(wants.map(({ parts }) => parts));
  return (
    <ul className={want.basket} aria-label="What you ask for">
      {wants.map((each, index) => (
        <li key={each.id} className={want.row}>
          <WantWords want={each} />
          <span className={want.controls}>
            <NumberSetting
              label={`Parts for ${wantName(each)}`}
              hideLabel
              value={each.parts}
              least={1}
              most={100}
              onChange={(parts) => {
                onChange(
                  wants.map((other) => (other.id === each.id ? { ...other, parts } : other)),
                );
              }}
            />
            <b className={want.share}>{formatPpm(weights[index] ?? 0)}</b>
            <Button
              kind="quiet"
              small
              icon={<X size="0.875rem" />}
              label={`Leave out ${wantName(each)}`}
              onPress={() => {
                onChange(wants.filter(({ id }) => id !== each.id));
              }}
            >
              {''}
            </Button>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Whom or what it asks for, in a word or two. */
export function wantName({ cause, tag }: Pick<DraftWant, 'cause' | 'tag'>): string {
  return cause === null ? `whoever works for ${tag ?? ''}` : personName(cause.issuer);
}

function WantWords({ want: { cause, tag } }: { readonly want: DraftWant }) {
  return (
    <span className={want.words}>
      <bdi>{wantName({ cause, tag })}</bdi>
      {cause !== null && <small dir="auto">{cause.statement}</small>}
    </span>
  );
}

const foundMost = 6;

function WantFinder({
  community,
  taken,
  onAdd,
}: {
  readonly community: CommunityView;
  readonly taken: readonly DraftWant[];
  readonly onAdd: (want: DraftWant) => void;
}) {
  const [search, setSearch] = useState('');
  const settled = useDeferredValue(search.trim());
  const { value } = useAnswer(
    (node) => node.causes.list,
    {
      community: community.id,
      ...{ after: null, limit: 40, search: settled, tag: null },
      ...{ state: 'live' as const, issuers: null, dueBeforeMs: null, isChecked: null },
    },
    community.revision,
  );
  const has = (id: string) => taken.some((each) => each.id === id);
  const open = (value?.causes ?? []).filter(({ id, isMine }) => !isMine && !has(id));
  const causes = open.slice(0, foundMost).map(causeWant);
  const tags = (value?.tags ?? [])
    .filter(({ tag }) => tag.includes(settled.toLowerCase()))
    .map(({ tag }) => tagWant(tag))
    .filter(({ id }) => !has(id))
    .slice(0, foundMost);
  return (
    <div className={text.stack} role="group" aria-label="Add to what you ask for">
      <SearchField label="Find a cause or a person" value={search} onChange={setSearch} />
      <ul className={want.basket} aria-label="Causes to ask for stake in">
        {causes.map((each) => (
          <li key={each.id} className={want.row}>
            <WantWords want={each} />
            <Button
              small
              icon={<Plus size="0.875rem" />}
              label={`Add ${wantName(each)}: ${each.cause?.statement ?? ''}`}
              onPress={() => {
                onAdd(each);
              }}
            >
              Add
            </Button>
          </li>
        ))}
      </ul>
      {value !== undefined && causes.length === 0 && (
        <p className={text.dense} role="status">
          {value.total === 0 ? 'No cause under way is called that.' : 'No other cause fits.'}
        </p>
      )}
      {tags.length > 0 && <TagButtons tags={tags} onAdd={onAdd} />}
    </div>
  );
}

function TagButtons({
  tags,
  onAdd,
}: {
  readonly tags: readonly DraftWant[];
  readonly onAdd: (want: DraftWant) => void;
}) {
  return (
    <div className={css.tags} role="group" aria-label="Tags to ask for">
      {tags.map((each) => (
        <button
          key={each.id}
          type="button"
          className={css.tag}
          onClick={() => {
            onAdd(each);
          }}
        >
          + {each.tag}
        </button>
      ))}
    </div>
  );
}
