import { Minus, Plus } from 'lucide-react';
import { useState } from 'react';
import { Button, Group, Input, Label, NumberField, Text } from 'react-aria-components';
import { Switch } from './switch.tsx';
import { classes } from './classes.ts';
import field from './field.module.css';
import css from './number-setting.module.css';

interface NumberSettingProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly step?: number;
  readonly unit?: string;
  readonly hint?: string;
  readonly isDisabled?: boolean;
  /** For a label that stands beside it already. */
  readonly hideLabel?: boolean;
  readonly onChange: (value: number) => void;
}

/** A number that takes effect when one goes on: typed, or stepped by the arrows or the two buttons. */
export function NumberSetting({
  label,
  value,
  least,
  most,
  step = 1,
  unit,
  hint,
  isDisabled = false,
  hideLabel = false,
  onChange,
}: NumberSettingProps) {
  return (
    <NumberField
      className={field.field ?? ''}
      value={value}
      minValue={least}
      maxValue={most}
      step={step}
      isDisabled={isDisabled}
      isWheelDisabled
      formatOptions={{ maximumFractionDigits: 2 }}
      onChange={(next) => {
        if (!Number.isNaN(next) && next !== value) onChange(next);
      }}
    >
      <Label className={classes(hideLabel ? 'visually-hidden' : field.label)}>
        {label}
        {unit !== undefined && <span className="visually-hidden">, in {unit}</span>}
      </Label>
      <span className={css.row}>
        <Group className={css.group ?? ''}>
          <Button slot="decrement" className={css.step ?? ''}>
            <Minus size="0.875rem" />
          </Button>
          <Input className={css.input ?? ''} />
          <Button slot="increment" className={css.step ?? ''}>
            <Plus size="0.875rem" />
          </Button>
        </Group>
        {unit !== undefined && (
          <span className={css.unit} aria-hidden="true">
            {unit}
          </span>
        )}
      </span>
      {hint !== undefined && (
        <Text slot="description" className={field.hint ?? ''}>
          {hint}
        </Text>
      )}
    </NumberField>
  );
}

interface OptionalNumberProps extends Omit<NumberSettingProps, 'value' | 'onChange' | 'hideLabel'> {
  /** Null: there is no such rule. */
  readonly value: number | null;
  /** What it begins with when it is switched on. */
  readonly first: number;
  readonly onChange: (value: number | null) => void;
}

/** A rule with a number in it, that may be switched off. What it was stays, for when it is switched on again. */
export function OptionalNumber({ label, value, first, hint, ...rest }: OptionalNumberProps) {
  const [last, setLast] = useState(first);
  const { onChange } = rest;
  return (
    <div className={css.optional}>
      <Switch
        on={value !== null}
        onChange={(on) => {
          if (value !== null) setLast(value);
          onChange(on ? last : null);
        }}
      >
        {label}
      </Switch>
      {value !== null && <NumberSetting {...rest} label={label} value={value} hideLabel />}
      {hint !== undefined && <p className={classes(field.hint, css.hint)}>{hint}</p>}
    </div>
  );
}
