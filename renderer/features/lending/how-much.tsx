import { useState } from 'react';
import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import type { LendingView, MachineView } from '../../../shared/api/contract.ts';
import { plural } from '../../../shared/api/words.ts';
import { Panel } from '../../ui/panel.tsx';
import { Switch } from '../../ui/switch.tsx';
import { UnitStrip } from '../../ui/unit-strip.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { coreCells, coreCounts, CoreKey } from './core-strip.tsx';
import { CoreShare } from './core-share.tsx';
import { Rating } from './rating.tsx';
import css from './how-much.module.css';

interface HowMuchProps {
  readonly machine: MachineView;
  readonly lending: LendingView;
  readonly onSwitch: (on: boolean) => void;
  readonly onCores: (cores: number) => void;
  readonly onShare: (shareMilli: number) => Promise<boolean>;
}

/** The switch, the core strip whose mark is moved to say how many cores are lent at most, and how much of each. */
export function HowMuch({ machine, lending, onSwitch, onCores, onShare }: HowMuchProps) {
  const [moving, setMoving] = useState<number | null>(null);
  const cannot = useCannotAct();
  const { of, limit } = lending.cores;
  const shown = moving ?? limit;
  const counts = coreCounts(machine, lending);
  const { cells } = coreCells(counts);
  return (
    <Panel
      title={
        <Switch on={lending.on} onChange={onSwitch} reason={cannot}>
          Lend this computer’s processor
        </Switch>
      }
      aside={<Speed machine={machine} on={lending.on} />}
    >
      <Slider
        className={css.slider ?? ''}
        minValue={0}
        maxValue={of}
        step={1}
        value={shown}
        isDisabled={cannot !== null}
        onChange={(value) => {
          setMoving(Math.max(1, value));
        }}
        onChangeEnd={(value) => {
          setMoving(null);
          if (Math.max(1, value) !== limit) onCores(Math.max(1, value));
        }}
      >
        <div className={css.label}>
          <Label>Lend at most</Label>
          <SliderOutput className={css.output ?? ''}>
            {`${shown} of ${plural(of, 'core')}`}
          </SliderOutput>
        </div>
        <SliderTrack className={css.track ?? ''} style={{ '--across': cells.length }}>
          <UnitStrip label={`${counts.lent} of ${plural(of, 'core')} lent`} cells={cells} />
          <SliderThumb className={css.thumb ?? ''} />
        </SliderTrack>
      </Slider>
      <CoreKey counts={counts} machine={machine} lending={lending} />
      <div className={css.share}>
        <CoreShare cores={shown} shareMilli={lending.shareMilli} onShare={onShare} />
      </div>
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
