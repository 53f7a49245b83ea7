import { useState } from 'react';
import type { SelfTestView } from '../../../shared/api/lending-contract.ts';
import { formatCpuTime } from '../../../shared/api/words.ts';
import { formatCount } from '../../../shared/api/work-words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import css from './self-test.module.css';

/** Runs a small program of ours the way jobs of others run, and says what happened. */
export function SelfTest() {
  const { start, isPending, refusal } = useCall((node) => node.lending.selfTest);
  const [result, setResult] = useState<SelfTestView | null>(null);
  const cannot = useCannotAct();
  return (
    <Panel
      title="Test job"
      aside={
        <Button
          small
          reason={cannot ?? (isPending ? 'It runs.' : null)}
          onPress={() => {
            setResult(null);
            void start().then((answer) => {
              if (answer.ok) setResult(answer.value);
            });
          }}
        >
          Run a test job
        </Button>
      }
    >
      <div className={css.test} aria-live="polite">
        {refusal !== null && <Notice kind="fault">{refusal.detail}</Notice>}
        {result === null ? (
          <p>
            A small program of ours, run here the way jobs of others run: sealed off and measured.
            Nobody is charged.
          </p>
        ) : (
          <TestResult result={result} />
        )}
      </div>
    </Panel>
  );
}

function TestResult({ result }: { readonly result: SelfTestView }) {
  return (
    <>
      <Notice kind={result.passed ? 'plain' : 'fault'}>{result.sentence}</Notice>
      <Facts
        facts={[
          ['Took', formatCpuTime(result.tookMs * 1_000)],
          ['CPU time', formatCpuTime(result.cpuMicroseconds)],
          ['Work', `${formatCount(result.workCount)} instructions counted`],
        ]}
      />
    </>
  );
}
