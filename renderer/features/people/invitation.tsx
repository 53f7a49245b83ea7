import type { NodeStatusView } from '../../../shared/api/contract.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { communityPath } from '../app/pages.ts';
import css from './invitation.module.css';

/** How others come: into a community by a link, into an open group by its code. */
export function Invitation({ community }: Pick<NodeStatusView, 'community'>) {
  if (community.kind === 'community') {
    return (
      <div className={css.invitation}>
        <p>Its members meet here by themselves. Others come in by a link that a member makes.</p>
        <div>
          <ButtonLink href={communityPath(community.topic, 'invitations')} small>
            Invite somebody
          </ButtonLink>
        </div>
      </div>
    );
  }
  return (
    <div className={css.invitation}>
      <p>
        People find each other by the code of their group. Whoever starts Common Hours with{' '}
        <code>--community</code> and yours appears here; without that option the code is “open”.
      </p>
      <p className={css.code}>
        <code dir="auto">{community.name}</code>
        <CopyButton value={community.name} label="code of the group" />
      </p>
    </div>
  );
}
