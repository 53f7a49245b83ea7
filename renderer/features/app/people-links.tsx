import { Fragment } from 'react';
import { Link } from 'wouter';
import type { PersonView } from '../../../shared/api/contract.ts';
import { personName } from '../../../shared/api/words.ts';
import text from '../../ui/text.module.css';
import { memberPath } from './pages.ts';

/** People by name, each with the way to their page; whoever looks at it may be `you`. */
export function PeopleLinks({
  community,
  people,
  isYou = () => false,
  isUnderlined = false,
}: {
  readonly community: string;
  readonly people: readonly PersonView[];
  readonly isYou?: (person: PersonView) => boolean;
  readonly isUnderlined?: boolean;
}) {
  return people.map((person, index) => (
    <Fragment key={person.id}>
      {index > 0 && ', '}
      <Link
        href={memberPath(community, person.id)}
        {...(isUnderlined && { className: text.inText ?? '' })}
      >
        <bdi>{isYou(person) ? 'you' : personName(person)}</bdi>
      </Link>
    </Fragment>
  ));
}
