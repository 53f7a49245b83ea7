import type { TaskView } from '../../../shared/api/task-shape.ts';
import { formatTenths } from '../../../shared/api/task-words.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Facts, type Fact } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import css from './tasks.module.css';

/** What was handed over. An address is shown and copied: the window opens nothing that others name. */
export function DeliveryPanel({
  task,
  delivery,
}: {
  readonly task: TaskView;
  readonly delivery: NonNullable<TaskView['delivery']>;
}) {
  const { link, note, actualTenths } = delivery;
  const facts: readonly Fact[] = [
    ...(link === ''
      ? []
      : [
          [
            'Where it is',
            <span key="link" className={css.link} dir="ltr">
              {link} <CopyButton value={link} label="address" />
            </span>,
          ] as const,
        ]),
    ...(note === '' ? [] : [['What was done', note] as const]),
    ['Took', `${formatTenths(actualTenths)}, as ${task.isTakenByMe ? 'you' : 'they'} say`],
  ];
  return (
    <Panel title={task.state === 'accepted' ? 'What was accepted' : 'What was delivered'}>
      <Facts facts={facts} />
    </Panel>
  );
}
