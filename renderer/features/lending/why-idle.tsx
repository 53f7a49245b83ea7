import { Check, Minus } from 'lucide-react';
import type { LendingNowView } from '../../../shared/api/lending-contract.ts';
import { Panel } from '../../ui/panel.tsx';
import { NextButton } from './next-button.tsx';
import css from './why-idle.module.css';

type Cause = LendingNowView['causes'][number];

/** Each thing that must hold before work comes, whether it does, and what to do if it does not. */
export function WhyIdle({ causes }: { readonly causes: readonly Cause[] }) {
  if (causes.length === 0) return null;
  return (
    <Panel title="Why is nothing running?">
      <ul className={css.checks}>
        {causes.map((cause) => (
          <li key={cause.name} className={cause.holds ? css.holds : css.fails}>
            <span className={css.sign}>
              {cause.holds ? <Check size="0.875rem" /> : <Minus size="0.875rem" />}
              <span className="visually-hidden">{cause.holds ? 'In order: ' : 'Not yet: '}</span>
            </span>
            <span className={css.words}>
              <span>{cause.sentence}</span>
              {!cause.holds && cause.next !== null && (
                <NextButton next={cause.next} to={placeOf(cause)} />
              )}
            </span>
          </li>
        ))}
      </ul>
      {causes.every((cause) => cause.holds) && (
        <p className={css.all}>All is in order. Nobody needs a core right now, which is normal.</p>
      )}
    </Panel>
  );
}

/** Whoever was turned down was so by who may borrow: the only rule about requests. */
function placeOf({ name, next }: Cause): string | undefined {
  return name === 'declined' && next?.action === 'change_rules' ? '/lending/people' : undefined;
}
