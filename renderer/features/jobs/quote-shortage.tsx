import { useLocation } from 'wouter';
import { formatCpuHours, formatNumber } from '../../../shared/api/words.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useDraft } from './draft-context.tsx';
import css from './steps.module.css';
import { forCertainty, typedAmount } from './quote-sums.ts';
import type { Quoted, Shortage } from './use-quote.ts';

interface QuoteShortageProps {
  readonly shortage: Shortage;
  readonly quoted: Quoted;
}

/** Too few hours for this ceiling: how many, and the ways out of it. */
export function QuoteShortage({ shortage, quoted }: QuoteShortageProps) {
  const { draft, change } = useDraft();
  const [, navigate] = useLocation();
  const { short, free, lendHours } = shortage;
  const canCopyLess = draft.certainty === 'two' || draft.certainty === 'three';
  return (
    <div id="shortage" role="status" className={css.short}>
      <Notice
        title={`You are ${formatCpuHours(short)} short of this ceiling.`}
        actions={
          <>
            <Button
              small
              onPress={() => {
                navigate('/lending');
              }}
            >
              Lend
            </Button>
            {free > 0n && (
              <Button
                small
                onPress={() => {
                  change({ ceiling: typedAmount(free) });
                }}
              >
                {`Lower it to ${formatCpuHours(free)}`}
              </Button>
            )}
            {canCopyLess && (
              <Button
                small
                onPress={() => {
                  change({ certainty: 'one', ceiling: lessFor(quoted) });
                }}
              >
                Use one answer
              </Button>
            )}
          </>
        }
      >
        {lendSentence(lendHours)}
        {free > 0n && ', lower the ceiling'}
        {canCopyLess && ', or use one answer'}. What is lent counts once it is final.
      </Notice>
    </div>
  );
}

/** The ceiling that one answer needs: by the test, or the share of what stands there. */
function lessFor({ estimate, amount }: Quoted): string | null {
  if (estimate !== null) return typedAmount(forCertainty(estimate, 'one').ceiling);
  return amount === null ? null : typedAmount(amount / 2n);
}

function lendSentence(hours: number | null): string {
  if (hours === null) return 'Lend first';
  return hours < 1
    ? 'Lend for less than an hour'
    : `Lend for about ${formatNumber(Math.ceil(hours))} hours`;
}
