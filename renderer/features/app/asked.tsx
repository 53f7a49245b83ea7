import type { ReactNode } from 'react';
import type { Answer } from '../../node/use-answer.ts';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

/** What was asked for, once it is there; until then that it is on its way, or why it does not come. */
export function Asked<Value>({
  answer: { value, problem },
  label,
  children,
}: {
  readonly answer: Answer<Value>;
  readonly label: string;
  readonly children: (value: Value) => ReactNode;
}) {
  if (value !== undefined) return children(value);
  return (
    <Panel label={label}>
      {problem === null ? <Skeleton lines={4} /> : <Notice>{problem}</Notice>}
    </Panel>
  );
}
