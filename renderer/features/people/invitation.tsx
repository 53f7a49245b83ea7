import type { NodeStatusView } from '../../../shared/api/contract.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import css from './invitation.module.css';

/** How others come: the community code to give them, and where they put it. */
export function Invitation({ community }: Pick<NodeStatusView, 'community'>) {
  return (
    <div className={css.invitation}>
      <p>
        People find each other by the code of their community. Whoever starts Common Hours with{' '}
        <code>--community</code> and yours appears here; without that option the code is “open”.
      </p>
      <p className={css.code}>
        <code dir="auto">{community.name}</code>
        <CopyButton value={community.name} label="community code" />
      </p>
    </div>
  );
}
