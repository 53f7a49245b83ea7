import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { healthAdvice, healthTitle } from '../../../shared/api/community-words.ts';
import { formatBytes, formatNumber, formatWhen, plural } from '../../../shared/api/words.ts';
import { Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { useNow } from '../app/use-now.ts';
import { AuditPanel } from './audit-panel.tsx';
import { Certificates } from './certificates.tsx';

/** How the record stands on this computer, its check, and its certificates as files. */
export function RecordPart({ community }: { readonly community: CommunityView }) {
  const { health } = community;
  const now = useNow();
  const advice = healthAdvice(health);
  const refused = health.refused.filter(({ times }) => times > 0);
  return (
    <>
      <Panel title={healthTitle(health)}>
        <div className={text.stack}>
          <p className={text.words}>{health.sentence}</p>
          {advice !== null && <p className={text.words}>{advice}</p>}
          <Facts
            facts={[
              [
                'Final until',
                health.certifiedAtMs === null
                  ? 'nothing is final yet'
                  : formatWhen(health.certifiedAtMs, now),
              ],
              ['Next at', formatWhen(health.presentEpochEndsAtMs, now)],
              ['Certificates', formatNumber(health.height)],
              ['Waiting', health.waiting === 0 ? 'nothing' : plural(health.waiting, 'record')],
              ['Connected', plural(health.peers, 'machine of others', 'machines of others')],
              [
                'Reachable from outside',
                health.reachable
                  ? 'yes'
                  : 'no: this computer finds the others, they do not find it',
              ],
              ['On disk', formatBytes(health.bytesOnDisk)],
              ...(refused.length > 0
                ? [
                    [
                      'Connections ended',
                      refused
                        .map(
                          ({ reason, times }) =>
                            `${reason.replaceAll('_', ' ')} ${formatNumber(times)} ×`,
                        )
                        .join(', '),
                    ] as const,
                  ]
                : []),
            ]}
          />
        </div>
      </Panel>
      <AuditPanel community={community} />
      <Certificates community={community} />
    </>
  );
}
