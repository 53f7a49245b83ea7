import { createKeptWord } from './kept-word.ts';

const { useWord, keep } = createKeptWord('hide-amounts');

/** Whether amounts of stake are hidden in this window, for whoever looks over one's shoulder; kept for the next time. */
export function useHideAmounts(): readonly [boolean, (hide: boolean) => void] {
  return [useWord() === 'yes', write];
}

/** What hides the amounts in a sentence where that is wanted, and leaves it as it is where not. */
export function useVeil(): (sentence: string) => string {
  const [isHidden] = useHideAmounts();
  return isHidden ? veiled : asItIs;
}

const asItIs = (sentence: string) => sentence;

/** With each part of a person as three dots. */
function veiled(sentence: string): string {
  return sentence.replace(/(less than )?[−+-]?\d[\d.,]*\s?%/g, '•••');
}

function write(hide: boolean): void {
  keep(hide ? 'yes' : null);
}
