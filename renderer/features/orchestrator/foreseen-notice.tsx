import { Link } from 'wouter';
import type { CurrencyWord } from '../../../shared/api/account-words.ts';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { foreseenPath } from '../app/pages.ts';
import { HoursOffer } from './hours-offer.tsx';
import { useForeseen } from './use-foreseen.ts';

/** Where hours are given: how many will be needed, while some are asked for, with one press that offers them. */
export function ForeseenNotice({
  community,
  currency,
}: {
  readonly community: CommunityView | null;
  readonly currency: CurrencyWord;
}) {
  const { value, again } = useForeseen(community);
  const foreseen = value?.currencies.find((each) => each.currency === currency);
  if (community === null || value?.isMember !== true || foreseen === undefined) return null;
  const { request, mine, mineWaiting } = foreseen;
  const isAsked = request !== null && request.missing > 0n;
  if (!isAsked && mine === null && mineWaiting === null) return null;
  return (
    <Panel
      title="What will be needed"
      aside={<Link href={foreseenPath}>How this is foreseen</Link>}
    >
      <div className={text.stack}>
        <p className={text.words}>{foreseen.sentence}</p>
        <HoursOffer community={community} foreseen={foreseen} isChosen={false} onDone={again} />
      </div>
    </Panel>
  );
}
