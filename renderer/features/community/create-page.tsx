import { useState } from 'react';
import { useLocation } from 'wouter';
import { committeeSentence } from '../../../shared/api/community-words.ts';
import { chosenParameters } from '../../../shared/api/parameter-words.ts';
import { communityNameLength } from '../../../shared/api/community-shape.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Fold } from '../../ui/fold.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { TextField } from '../../ui/text-field.tsx';
import text from '../../ui/text.module.css';
import { communityPath } from '../app/pages.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useStatus } from '../app/views.ts';
import { otherThanUsual, usualTyped, valueOf, type Typed } from './chosen-parameters.ts';

/** What one decides when a community is founded. All of it but the name can be left as it is. */
export function CreatePage() {
  const status = useStatus();
  return (
    <Page
      title="New community"
      subline="You found it, then others come in by your invitation. What is set here stays for ever: other rules are another community."
      back={{ href: '/community', label: 'Community' }}
    >
      <CreateForm key={status?.me.id ?? ''} myName={status?.me.name ?? ''} />
    </Page>
  );
}

const sizes = ['1', '4', '7'] as const;

function CreateForm({ myName }: { readonly myName: string }) {
  const [name, setName] = useState('');
  const [memberName, setMemberName] = useState(myName);
  const [size, setSize] = useState<(typeof sizes)[number]>('1');
  const [cards, setCards] = useState('');
  const [typed, setTyped] = useState<Typed>(usualTyped);
  const { create, isPending, problem } = useCreate();
  const cannot = useCannotAct();
  const founders = cards.split(/\s*\n\s*/).filter((line) => line.trim() !== '');
  const parameters = otherThanUsual(typed);
  const witnesses = ({ '1': 1, '4': 4, '7': 7 } as const)[size];
  const lacks = lacking({ name, memberName, founders: founders.length, witnesses, parameters });
  return (
    <Panel label="New community">
      <form
        className={text.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (lacks !== null || parameters === null || cannot !== null) return;
          void create({
            name: name.trim(),
            memberName: memberName.trim(),
            founders: [...founders],
            witnesses,
            parameters: [...parameters],
          });
        }}
      >
        <TextField
          label="Name of the community"
          value={name}
          maxLength={communityNameLength}
          onChange={setName}
        />
        <TextField
          label="Your name in it"
          value={memberName}
          maxLength={limits.memberNameLength}
          hint="As the others will see you."
          onChange={setMemberName}
        />
        <Choice
          label="Witnesses"
          value={size}
          options={sizes.map((id) => ({ id, label: id }))}
          hint={committeeSentence(witnesses)}
          onChange={setSize}
        />
        <FounderCards cards={cards} witnesses={witnesses} onChange={setCards} />
        <Fold summary="How it counts">
          <ParameterFields typed={typed} onChange={setTyped} />
        </Fold>
        {problem !== null && (
          <Notice kind="fault" title="The community was not founded." live>
            {problem}
          </Notice>
        )}
        <div>
          <Button kind="primary" type="submit" reason={lacks ?? cannot}>
            {isPending ? 'Founding…' : 'Found the community'}
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function FounderCards({
  cards,
  witnesses,
  onChange,
}: {
  readonly cards: string;
  readonly witnesses: number;
  readonly onChange: (cards: string) => void;
}) {
  return (
    <TextField
      label="Cards of other founders, one a line"
      value={cards}
      lines={3}
      code
      maxLength={8_000}
      hint={`Each makes a card on their own computer, under “Open with a link”, and sends you the line. ${witnesses === 1 ? 'Leave this empty to found it alone: others can come in by invitation later.' : `The machines of the first ${witnesses} founders are the witnesses, until the members vote for others.`}`}
      onChange={onChange}
    />
  );
}

function ParameterFields({
  typed,
  onChange,
}: {
  readonly typed: Typed;
  readonly onChange: (typed: Typed) => void;
}) {
  return (
    <div className={text.form}>
      <p className={text.dense}>These are the usual numbers. They fit most communities.</p>
      {chosenParameters.map((words) => (
        <TextField
          key={words.name}
          label={words.title}
          short
          inputMode="decimal"
          unit={words.unit === 'percent' ? '%' : (words.unit ?? '')}
          hint={words.says}
          value={typed[words.name] ?? ''}
          problem={
            valueOf(words, typed[words.name] ?? '') === null ? 'Write a number, like 10.' : null
          }
          onChange={(value) => {
            onChange({ ...typed, [words.name]: value });
          }}
        />
      ))}
    </div>
  );
}

interface Form {
  readonly name: string;
  readonly memberName: string;
  /** Beside oneself. */
  readonly founders: number;
  readonly witnesses: 1 | 4 | 7;
  readonly parameters: unknown;
}

/** The first thing that still stands in the way, or null. */
function lacking({ name, memberName, founders, witnesses, parameters }: Form): string | null {
  if (name.trim() === '') return 'Give the community a name.';
  if (memberName.trim() === '') return 'Say who you are.';
  const more = witnesses - 1 - founders;
  if (more > 0) {
    return `${witnesses} witnesses need the cards of ${more} more ${more === 1 ? 'founder' : 'founders'}.`;
  }
  return parameters === null ? 'One of the numbers is none.' : null;
}

function useCreate() {
  const [, navigate] = useLocation();
  const { start, isPending, refusal } = useCall((node) => node.communities.create);
  return {
    isPending,
    problem: refusal?.detail ?? null,
    async create(input: Parameters<typeof start>[0]) {
      if (isPending) return;
      const answer = await start(input);
      if (answer.ok) navigate(communityPath(answer.value.community));
    },
  };
}
