import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { Refusal } from '../../../shared/base/result.ts';
import { Button } from '../../ui/button.tsx';
import { Columns, Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { DraftKept } from './draft-kept.tsx';
import { Refused } from './refused.tsx';
import { useCannotAct } from './use-cannot-act.ts';
import { useKeptDraft } from './use-kept-draft.ts';
import { useNow } from './use-now.ts';

interface DraftFormProps<Draft extends object> {
  readonly label: string;
  /** Under which the draft is kept. */
  readonly name: string;
  readonly first: (nowMs: number) => Draft;
  /** What is still to be written before it can be sent; null: nothing. */
  readonly lacksOf: (draft: Draft, nowMs: number) => string | null;
  readonly fields: (draft: Draft, set: (part: Partial<Draft>) => void) => ReactNode;
  /** How others will see it. */
  readonly preview: (draft: Draft, nowMs: number) => ReactNode;
  readonly button: { readonly label: string; readonly pendingLabel: string };
  readonly isPending: boolean;
  readonly refusedTitle: string;
  readonly refusal: Refusal | null;
  /** Answers where what was written stands from now on; null: it was refused. */
  readonly send: (draft: Draft) => Promise<string | null>;
}

/** What one writes for others to read, beside how they will see it: kept until it is sent. */
export function DraftForm<Draft extends object>(props: DraftFormProps<Draft>) {
  const { name, first, lacksOf, button, isPending, send } = props;
  const now = useNow(60_000);
  const { draft, setDraft, keptAtMs, forget } = useKeptDraft(name, () => first(now));
  const [, navigate] = useLocation();
  const cannot = useCannotAct();
  const lacks = lacksOf(draft, now);
  const submit = async () => {
    if (lacks !== null || cannot !== null || isPending) return;
    const path = await send(draft);
    if (path === null) return;
    await forget();
    navigate(path);
  };
  return (
    <Columns weights="wide-first">
      <Panel label={props.label}>
        <form
          className={text.form}
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          {props.fields(draft, (part) => {
            setDraft({ ...draft, ...part });
          })}
          <Refused title={props.refusedTitle} refusal={props.refusal} />
          <div>
            <Button kind="primary" type="submit" reason={lacks ?? cannot}>
              {isPending ? button.pendingLabel : button.label}
            </Button>
          </div>
        </form>
      </Panel>
      <div className={text.aside}>
        {props.preview(draft, now)}
        <DraftKept
          keptAtMs={keptAtMs}
          onStartOver={() => {
            setDraft(first(now));
          }}
        />
      </div>
    </Columns>
  );
}
