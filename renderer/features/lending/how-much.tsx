import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { LendingView, MachineView } from '../../../shared/api/contract.ts';
import type { LendingTerms } from '../../../shared/lending/terms.ts';
import { Panel } from '../../ui/panel.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { CoreStrip } from './core-strip.tsx';
import { CoreShare } from './core-share.tsx';
import css from './how-much.module.css';
import { Rating } from './rating.tsx';

interface HowMuchProps {
  readonly machine: MachineView;
  readonly lending: LendingView;
  readonly terms: LendingTerms;
  readonly onSwitch: (on: boolean) => void;
  readonly onShare: (shareMilli: number) => Promise<boolean>;
  readonly children: ReactNode;
}

/** The switch, the core strip with its two limits, how much of each core, and who is at the computer. */
export function HowMuch({ machine, lending, terms, onSwitch, onShare, children }: HowMuchProps) {
  const cannot = useCannotAct();
  return (
    <Panel
      title={
        <Switch on={lending.on} onChange={onSwitch} reason={cannot}>
          Lend this computer’s processor
        </Switch>
      }
      aside={<Speed machine={machine} on={lending.on} />}
    >
      <CoreStrip machine={machine} lending={lending} />
      {children}
      <div className={css.share}>
        <CoreShare
          cores={Math.max(terms.here.cores, terms.away.cores, 1)}
          shareMilli={lending.shareMilli}
          onShare={onShare}
        />
      </div>
      <p className={css.more}>
        <Link href="/lending/limits">Change the limits</Link>
      </p>
    </Panel>
  );
}

function Speed({ machine, on }: { readonly machine: MachineView; readonly on: boolean }) {
  const processor = machine.processor ?? 'Processor not readable here';
  return (
    <span>
      {machine.ratingMilli !== null
        ? `${processor}, one core is `
        : `${processor}, speed is ${on ? 'being measured' : 'measured when lending starts'}. `}
      <Rating machine={machine} />
    </span>
  );
}
