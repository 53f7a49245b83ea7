import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import css from './part-slider.module.css';

interface PartSliderProps {
  readonly label: string;
  /** Tenths of a percent. */
  readonly value: number;
  readonly most: number;
  readonly words: string;
  readonly onChange: (tenths: number) => void;
}

/** How much of a person, in tenths of a percent, up to what may be given. */
export function PartSlider({ label, value, most, words, onChange }: PartSliderProps) {
  const share = most === 0 ? 0 : Math.min(1, value / most);
  return (
    <Slider
      className={css.slider ?? ''}
      minValue={0}
      maxValue={Math.max(1, most)}
      step={1}
      value={Math.min(value, most)}
      isDisabled={most === 0}
      onChange={onChange}
    >
      <div className={css.label}>
        <Label>{label}</Label>
        <SliderOutput className={css.output ?? ''}>{words}</SliderOutput>
      </div>
      <SliderTrack className={css.track ?? ''}>
        <span className={css.rail} aria-hidden="true">
          <span className={css.filled} style={{ inlineSize: `${share * 100}%` }} />
        </span>
        <SliderThumb className={css.thumb ?? ''} aria-valuetext={words} />
      </SliderTrack>
    </Slider>
  );
}
