import { Pause, Play } from 'lucide-react';
import type { LendingView } from '../../../shared/api/contract.ts';
import { formatNumber, formatWhen } from '../../../shared/api/words.ts';
import { Button } from '../../ui/button.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useNow } from '../app/use-now.ts';
import { minutesUntilTomorrowMorning, useLendingCalls } from './use-lending-calls.ts';

/** Start, pause or resume: whichever makes sense now. */
export function LendingActions({ lending }: { readonly lending: LendingView }) {
  const { start, pause, pauseWhenFinished, resume } = useLendingCalls();
  const cannot = useCannotAct();
  const now = useNow();
  if (cannot !== null) {
    return <Button reason={cannot}>{lending.on ? 'Pause lending' : 'Start lending'}</Button>;
  }
  if (!lending.on) {
    return (
      <Button icon={<Play />} onPress={start}>
        Start lending
      </Button>
    );
  }
  if (lending.pausedUntilMs !== null) {
    return (
      <Button icon={<Play />} onPress={resume}>
        Resume lending
      </Button>
    );
  }
  const works = lending.running.length;
  const minutes: Readonly<Record<string, number | null>> = {
    quarter: 15,
    hour: 60,
    morning: minutesUntilTomorrowMorning(now),
    resume: null,
  };
  return (
    <MenuButton
      label="Pause lending"
      icon={<Pause />}
      choices={[
        { id: 'quarter', label: '15 minutes', hint: formatWhen(now + 900_000, now) },
        { id: 'hour', label: '1 hour', hint: formatWhen(now + 3_600_000, now) },
        { id: 'morning', label: 'Until tomorrow 08:00' },
        { id: 'resume', label: 'Until I resume' },
        ...(works > 0 ? [{ id: 'finish', label: 'Finish current work, then pause' }] : []),
      ]}
      note={works > 0 ? whatPausingEnds(works) : null}
      onChoose={(id) => {
        if (id === 'finish') pauseWhenFinished();
        else pause(minutes[id] ?? null);
      }}
    />
  );
}

/** A pause that does not wait for the work in hand holds it, and throws it away when it lasts. */
function whatPausingEnds(works: number): string {
  const [jobs, they] =
    works === 1
      ? ['the job that runs', 'it goes']
      : [`the ${formatNumber(works)} jobs that run`, 'they go'];
  return `A pause at once holds ${jobs} here for others. After ten minutes ${they} to somebody else, without hours for the time so far.`;
}
