import { Check, Minus } from 'lucide-react';
import type { LendingView } from '../../../shared/api/contract.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import css from './why-idle.module.css';

/** Each thing that must hold before work comes, whether it does, and what to do if it does not. */
export function WhyIdle({ checks }: { readonly checks: LendingView['checks'] }) {
  const people = checks.find((check) => check.name === 'people');
  return (
    <Panel
      title="Why is nothing running?"
      aside={
        people?.holds === false && (
          <ButtonLink href="/people" small kind="quiet">
            Show how to invite people
          </ButtonLink>
        )
      }
    >
      <ul className={css.checks}>
        {checks.map((check) => (
          <li key={check.name} className={check.holds ? css.holds : css.fails}>
            <span className={css.sign}>
              {check.holds ? <Check size="0.875rem" /> : <Minus size="0.875rem" />}
              <span className="visually-hidden">{check.holds ? 'In order: ' : 'Not yet: '}</span>
            </span>
            <span>{check.sentence}</span>
          </li>
        ))}
      </ul>
      {checks.every((check) => check.holds) && (
        <p className={css.all}>All is in order. Nobody needs a core right now, which is normal.</p>
      )}
    </Panel>
  );
}
