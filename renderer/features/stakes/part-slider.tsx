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

const whole = 1_000;
const oneDigit = {
  style: 'percent',
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
} as const;

/** How much of a person, in tenths of a percent, up to what may be given. */
export function PartSlider({ label, value, most, words, onChange }: PartSliderProps) {
  const share = most === 0 ? 0 : Math.min(1, value / most);
  return (
    <Slider
      className={css.slider ?? ''}
      minValue={0}
      maxValue={Math.max(1, most) / whole}
      step={1 / whole}
      value={Math.min(value, most) / whole}
      formatOptions={oneDigit}
      isDisabled={most === 0}
      onChange={(part) => {
        onChange(Math.round(part * whole));
      }}
    >
      <div className={css.label}>
        <Label>{label}</Label>
        <SliderOutput className={css.output ?? ''}>{words}</SliderOutput>
      </div>
      <SliderTrack className={css.track ?? ''}>
        <span className={css.rail} aria-hidden="true">
          <span className={css.filled} style={{ inlineSize: `${share * 100}%` }} />
        </span>
        <SliderThumb className={css.thumb ?? ''} />
      </SliderTrack>
    </Slider>
  );
}
