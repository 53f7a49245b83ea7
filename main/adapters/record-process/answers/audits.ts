/** Audits: one of each community at a time, and how the last one went. */
import type { AuditView } from '../../../../shared/api/community-contract.ts';
import type { communityContract } from '../../../../shared/api/community-contract.ts';
import { createCell } from '../../../../shared/api/handlers.ts';
import type { Handlers } from '../../../../shared/api/handlers.ts';
import { formatNumber, plural } from '../../../../shared/api/words.ts';
import { bytesToHex } from '../../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../../shared/base/result.ts';
import type { AuditReport } from '../../../engine/record/contract.ts';
import { findCommunity } from './house.ts';
import type { House } from './house.ts';

type AuditHandlers = Handlers<typeof communityContract>['audits'];

export function auditsAnswers(house: House): AuditHandlers {
  const audits = new Map<string, AuditView>();
  const cell = createCell<{ audits: AuditView[] }>({ audits: [] });

  function become(audit: AuditView): void {
    audits.set(audit.community, audit);
    cell.set({ audits: [...audits.values()] });
  }

  return {
    list: cell,
    start({ community: id, fromHeight }) {
      const found = findCommunity(house, id);
      if (!found.ok) return found;
      if (audits.get(id)?.state === 'running') {
        return refuse('audit_running', 'An audit of this community is under way.');
      }
      const { node, store } = found.value;
      const first: AuditView = {
        community: id,
        state: 'running',
        startedAtMs: house.clock.now(),
        endedAtMs: null,
        from: fromHeight ?? 1,
        at: Math.max(0, (fromHeight ?? 1) - 1),
        to: store.lastHeight(),
        records: 0,
        fetched: 0,
        differsAt: null,
        stateRoot: null,
        sentence: 'Everything is computed again from the records.',
      };
      become(first);
      node
        .audit(
          fromHeight === null ? { fetches: true } : { fromHeight },
          ({ height, ofHeight, records, fetched }) => {
            become({ ...first, at: height, to: ofHeight, records, fetched });
          },
        )
        .then(
          (report) => become({ ...first, ...endOf(report), endedAtMs: house.clock.now() }),
          (cause: unknown) => {
            const sentence = `The audit could not be finished: ${String(cause)}`.slice(0, 300);
            become({ ...first, state: 'stopped', endedAtMs: house.clock.now(), sentence });
          },
        );
      return ok({});
    },
  };
}

function endOf(report: AuditReport) {
  const { fromHeight, toHeight, records, fetched, stateRoot, fault } = report;
  const about = { from: fromHeight, at: toHeight, to: toHeight, records, fetched };
  if (fault !== null) {
    const sentence = `At height ${fault.height}: ${fault.detail}`.slice(0, 300);
    return { ...about, state: 'different', differsAt: fault.height, sentence } as const;
  }
  const sentence = sameSentence(report);
  return { ...about, state: 'same', stateRoot: bytesToHex(stateRoot), sentence } as const;
}

/** What an audit says that found no fault: of all, or of what it was asked for, or of what could be looked at. */
export function sameSentence(
  report: Pick<AuditReport, 'fromHeight' | 'unseen' | 'nowhere' | 'records' | 'fetched'>,
): string {
  const { fromHeight, unseen, records, fetched } = report;
  if (unseen !== null) return partSentence(report, unseen);
  const what =
    fromHeight <= 1 ? 'All of it' : `Everything from height ${formatNumber(fromHeight)} on`;
  const others = fetched === 0 ? '' : `, ${formatNumber(fetched)} of them fetched from others`;
  return `${what} was computed again and is as it was certified: ${plural(records, 'record')}${others}.`;
}

function partSentence(
  { fromHeight, records, nowhere }: Pick<AuditReport, 'fromHeight' | 'records' | 'nowhere'>,
  unseen: 'pruned' | 'never_here',
): string {
  const [first, before] = [formatNumber(fromHeight), formatNumber(fromHeight - 1)];
  const why = {
    pruned: 'were removed here to save room',
    never_here: 'were never on this computer',
  }[unseen];
  const lacking =
    nowhere === null
      ? ''
      : ` Nobody who is connected has those of height ${formatNumber(nowhere)}.`;
  return (
    `What was kept from height ${first} on is as it was certified: ${plural(records, 'record')}. Records up to ` +
    `height ${before} ${why}: for those the witnesses’ signatures stand.${lacking}`
  );
}
