import type { CurrencyWord } from '../../../shared/api/account-words.ts';
import { Choice } from '../../ui/choice.tsx';

interface CurrencyChoiceProps {
  readonly label: string;
  readonly value: CurrencyWord;
  readonly onChange: (currency: CurrencyWord) => void;
}

/** One of the two units: what is counted in one is never added to the other. */
export function CurrencyChoice({ label, value, onChange }: CurrencyChoiceProps) {
  return (
    <Choice<CurrencyWord>
      label={label}
      hideLabel
      value={value}
      options={[
        { id: 'cpu', label: 'CPU-hours' },
        { id: 'man', label: 'Man-hours' },
      ]}
      onChange={onChange}
    />
  );
}
