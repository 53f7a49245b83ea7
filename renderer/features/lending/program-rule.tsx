import { X } from 'lucide-react';
import { useState } from 'react';
import { termBounds } from '../../../shared/lending/terms.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { holds, SearchField } from '../../ui/search-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import css from './only-when.module.css';

interface ProgramRuleProps {
  readonly programs: readonly string[];
  readonly hint?: string;
  /** Whether the node took it. */
  readonly onChange: (programs: readonly string[]) => Promise<boolean>;
}

/** Programs while one of which runs nothing is lent: typed by name, or picked from those that run now. */
export function ProgramRule({ programs, hint, onChange }: ProgramRuleProps) {
  const [name, setName] = useState('');
  const isFull = programs.length >= termBounds.programs;
  const add = async (program: string) => {
    const taken = await onChange([...programs, program]);
    if (taken) setName('');
  };
  return (
    <section className={css.programs} aria-label="Programs">
      <h3>None of these programs runs</h3>
      {programs.length === 0 ? (
        <p className={css.hint}>No program is named.</p>
      ) : (
        <ul className={css.list}>
          {programs.map((program) => (
            <li key={program}>
              <Button
                small
                icon={<X size="0.875rem" />}
                label={`Remove ${program}`}
                onPress={() => void onChange(programs.filter((each) => each !== program))}
              >
                <bdi>{program}</bdi>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {hint !== undefined && <p className={css.hint}>{hint}</p>}
      <form
        className={css.add}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '' && !isFull) void add(name.trim());
        }}
      >
        <TextField
          label="Name of a program"
          value={name}
          maxLength={termBounds.programLength}
          onChange={setName}
        />
        <Button type="submit" reason={isFull ? 'No more can be named.' : null}>
          Add
        </Button>
      </form>
      <Running except={programs} onPick={(program) => void add(program)} isFull={isFull} />
    </section>
  );
}

const shownMax = 40;

/** What runs on this computer now, asked for only when it is wanted. */
function Running({
  except,
  isFull,
  onPick,
}: {
  readonly except: readonly string[];
  readonly isFull: boolean;
  readonly onPick: (program: string) => void;
}) {
  const { start, refusal, isPending } = useCall((node) => node.lending.programs);
  const [names, setNames] = useState<readonly string[] | null>(null);
  const [search, setSearch] = useState('');
  if (names === null) {
    return (
      <div className={css.running}>
        <Button
          small
          reason={isPending ? 'Looking.' : null}
          onPress={() => {
            void start().then((answer) => {
              if (answer.ok) setNames(answer.value.names);
            });
          }}
        >
          Add from what runs now
        </Button>
        {refusal !== null && <Notice>{refusal.detail}</Notice>}
      </div>
    );
  }
  const found = names.filter((each) => !except.includes(each) && holds(search, each));
  return (
    <div className={css.running}>
      <SearchField label="Find a running program" value={search} onChange={setSearch} />
      <ul className={css.list} aria-label="Programs that run now">
        {found.slice(0, shownMax).map((program) => (
          <li key={program}>
            <Button
              small
              kind="quiet"
              reasonBy={isFull ? 'programs-full' : null}
              onPress={() => {
                onPick(program);
              }}
            >
              {program}
            </Button>
          </li>
        ))}
      </ul>
      {isFull && <p id="programs-full">No more can be named.</p>}
      {found.length > shownMax && (
        <p className={css.hint}>And {found.length - shownMax} more: search for them by name.</p>
      )}
      {found.length === 0 && <p className={css.hint}>No other program of that name runs.</p>}
    </div>
  );
}
