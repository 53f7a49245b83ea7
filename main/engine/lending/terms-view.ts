/** The terms as people see them, with the presets in the numbers of this machine. */
import type { TermsView } from '../../../shared/api/lending-contract.ts';
import { presetNames, presetSentence, presetTerms } from '../../../shared/lending/presets.ts';
import type { Willingness } from './willingness.ts';

/** The terms as of now. */
export function termsView(willingness: Willingness): TermsView {
  const terms = willingness.terms();
  const machine = willingness.machine();
  const presets = presetNames.map((name) => {
    const preset = presetTerms(name, machine, terms);
    return { name, terms: preset, sentence: presetSentence(preset) };
  });
  const same = presets.find((preset) => JSON.stringify(preset.terms) === JSON.stringify(terms));
  return {
    terms,
    isChosen: willingness.isChosen(),
    preset: same?.name ?? null,
    presets,
    machine,
  };
}
