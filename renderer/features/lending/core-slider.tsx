import { useState } from 'react';
import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import { plural } from '../../../shared/api/words.ts';
import { UnitStrip, type Cell } from '../../ui/unit-strip.tsx';
import css from './core-slider.module.css';

const cellsMax = 32;

interface CoreSliderProps {
  readonly label: string;
  readonly value: number;
  readonly of: number;
  readonly isDisabled?: boolean;
  /** When it is let go. */
  readonly onChange: (cores: number) => void;
}

/** How many cores: a strip of all of them whose filled part is drawn while the limit is moved. */
export function CoreSlider({ label, value, of, isDisabled = false, onChange }: CoreSliderProps) {
  const [moving, setMoving] = useState<number | null>(null);
  const shown = moving ?? value;
  const cells = cellsOf(shown, of);
  return (
    <Slider
      className={css.slider ?? ''}
      minValue={0}
      maxValue={of}
      step={1}
      value={shown}
      isDisabled={isDisabled}
      onChange={setMoving}
      onChangeEnd={(next) => {
        setMoving(null);
        if (next !== value) onChange(next);
      }}
    >
      <div className={css.label}>
        <Label>{label}</Label>
        <SliderOutput
          className={css.output ?? ''}
        >{`${shown} of ${plural(of, 'core')}`}</SliderOutput>
      </div>
      <SliderTrack className={css.track ?? ''} style={{ '--across': cells.length }}>
        <UnitStrip label={`${shown} of ${plural(of, 'core')} may be lent`} cells={cells} />
        <SliderThumb className={css.thumb ?? ''} />
      </SliderTrack>
    </Slider>
  );
}

/** One cell for each core; above 32 cores a cell stands for several. */
export function cellsOf(lent: number, of: number): readonly Cell[] {
  const each = Math.max(1, Math.ceil(of / cellsMax));
  const count = Math.ceil(of / each);
  return Array.from({ length: count }, (_, at) => (at * each < lent ? 'solid' : 'free'));
}
