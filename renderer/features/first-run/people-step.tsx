import { otherPeople } from '../../../shared/api/words.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { createCommunityPath, joinPath } from '../app/pages.ts';
import { useActiveCommunity } from '../app/views.ts';
import type { StepProps } from './step-props.ts';
import css from './welcome-page.module.css';

/** With whom hours are shared: an invitation, a community of one's own, or the group that holds now. */
export function PeopleStep({ status, onNext }: StepProps) {
  const community = useActiveCommunity();
  const { kind, name } = status.community;
  const { people } = status.connection;
  const where = kind === 'community' ? 'community' : 'open group';
  return (
    <div className={css.step}>
      <p>
        This computer is in the {where} <b dir="auto">{name}</b>.{' '}
        {people === 0 ? 'Nobody else is here at the moment.' : `${otherPeople(people)} here now.`}
      </p>
      {community === null && (
        <>
          <p className={css.dense}>
            With an invitation you join a community, in which hours lent to one person can be used
            with any other. What you do there does not end this setting up: come back with the back
            key, or from Settings.
          </p>
          <div className={css.choices}>
            <ButtonLink href={joinPath}>Join with a link</ButtonLink>
            <ButtonLink href={createCommunityPath}>New community</ButtonLink>
          </div>
        </>
      )}
      <div className={css.actions}>
        <Button kind="primary" onPress={onNext}>
          {community === null ? 'Stay here for now' : 'Next'}
        </Button>
      </div>
    </div>
  );
}
