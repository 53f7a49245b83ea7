import { Check, Minus } from 'lucide-react';
import type { LendingView } from '../../../shared/api/contract.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { exampleJobPath } from '../app/pages.ts';
import css from './why-idle.module.css';

/** Each thing that must hold before work comes, whether it does, and what to do if it does not. */
export function WhyIdle({ checks }: { readonly checks: LendingView['checks'] }) {
  return (
    <Panel
      title="Why is nothing running?"
      aside={
        <ButtonLink href={exampleJobPath} small kind="quiet">
          Run a test job
        </ButtonLink>
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
    </Panel>
  );
}
