import type { LendingNowView } from '../../../shared/api/lending-contract.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useLendingCalls } from './use-lending-calls.ts';

type Next = LendingNowView['causes'][number]['next'];

const places: Readonly<Record<string, string>> = {
  change_limits: '/lending/limits',
  change_rules: '/lending/limits',
  change_schedule: '/lending/schedule',
  invite: '/people',
};

/** What can be done about a cause: a button, a link to where it is done, or nothing where one can only wait. */
export function NextButton({
  next,
  to,
  onTest,
}: {
  readonly next: NonNullable<Next>;
  /** Where it is done, if that is another place than usual. */
  readonly to?: string | undefined;
  readonly onTest?: (() => void) | undefined;
}) {
  const { start, resume } = useLendingCalls();
  const cannot = useCannotAct();
  const { action, label } = next;
  const press = { start_lending: start, resume, run_self_test: onTest }[action as string];
  const href = to ?? places[action];
  if (press !== undefined) {
    return (
      <Button onPress={press} reason={cannot}>
        {label}
      </Button>
    );
  }
  if (href === undefined) return null;
  return <ButtonLink href={href}>{label}</ButtonLink>;
}
