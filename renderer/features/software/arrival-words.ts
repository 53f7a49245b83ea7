/** What a download has cost so far, from whom it came and why somebody does not give, in sentences. */
import type { OnShelfView } from '../../../shared/api/software-shape.ts';
import { costWords } from '../../../shared/api/software-words.ts';
import { formatCpuAmount } from '../../../shared/api/amounts.ts';
import { formatNumber, personName, plural } from '../../../shared/api/words.ts';

type Both = readonly [bigint, bigint];

/** `12 CPU-h and 3 man-h`: what somebody has, beside each other and never summed. */
export function bothWords([cpu, man]: Both): string {
  return `${formatCpuAmount(cpu)} CPU-h and ${formatCpuAmount(man)} man-h`;
}

export function isNothing([cpu, man]: Both): boolean {
  return cpu === 0n && man === 0n;
}

/** What was paid of what is set aside; null for what costs nothing and for what was shared first from here. */
export function paidSentence(item: OnShelfView): string | null {
  const { state, paid, setAside, paidPieces, size, isOwn } = item;
  if (isOwn || (isNothing(paid) && isNothing(setAside))) return null;
  const held = isNothing(setAside) ? '' : ` ${costWords(setAside)} are set aside for it.`;
  if (state === 'ready' && isNothing(setAside)) return `Paid in all: ${costWords(paid)}.`;
  const pieces = `${formatNumber(paidPieces)} of ${plural(size.pieces, 'piece')}`;
  return isNothing(paid)
    ? `Nothing is paid yet.${held}`
    : `Paid so far: ${costWords(paid)}, for ${pieces}.${held}`;
}

type Source = OnShelfView['sources'][number];

/** `1,200 pieces, 1,150 of them paid`. */
export function sourceWords({ pieces, paidPieces }: Source): string {
  const paid = paidPieces === 0 ? '' : `, ${formatNumber(paidPieces)} of them paid`;
  return `${plural(pieces, 'piece')}${paid}`;
}

/** Each person that does not give, and why; one sentence for whoever has several such machines. */
export function troublesOf({ sources }: OnShelfView): readonly string[] {
  const sentences = sources.flatMap(({ person, trouble }) =>
    trouble === null ? [] : [`${personName(person)}: ${trouble}`],
  );
  return [...new Set(sentences)];
}
