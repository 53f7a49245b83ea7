/** What is asked of lending at the boundary: each call checked, and passed to whoever does it. */
import type { lendingContract, LendingHistoryView } from '../../../shared/api/lending-contract.ts';
import type { Handlers } from '../../../shared/api/handlers.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import { lentShare } from '../../../shared/domain/limits.ts';
import type { Senses } from '../limits/senses.ts';
import type { Lending } from './lending.ts';
import type { RunLog } from './run-log.ts';
import type { Willingness } from './willingness.ts';

type LendingHandlers = Handlers<{ readonly lending: typeof lendingContract }>['lending'];

/** The calls and topics of the contract's `lending`. */
export function lendingHandlers(parts: {
  readonly lending: Lending;
  readonly willingness: Willingness;
  readonly log: Pick<RunLog, 'answer'>;
  readonly senses: Pick<Senses, 'programs'>;
  readonly history: () => LendingHistoryView;
}): LendingHandlers {
  const { lending, willingness, log, senses, history } = parts;
  return {
    state: lending.state,
    terms: lending.terms,
    now: lending.now,
    set(change) {
      const { shareMilli } = change;
      if (shareMilli !== null && !isLentShare(shareMilli)) {
        return refuse('share_out_of_range', 'Choose between 5% and 100%, in steps of 5%.');
      }
      const set = willingness.set(change);
      if (!set.ok) return set;
      if (change.on === false) lending.haltAll('The lender switched lending off.');
      return ok({});
    },
    change(part) {
      const changed = willingness.change(part);
      return changed.ok ? ok({}) : changed;
    },
    usePreset({ preset }) {
      willingness.usePreset(preset);
      return ok({});
    },
    pause({ minutes }) {
      willingness.pause(minutes, false);
      return ok({});
    },
    pauseWhenFinished({ minutes }) {
      willingness.pause(minutes, true);
      return ok({});
    },
    resume() {
      willingness.resume();
      return ok({});
    },
    stopRun: ({ job }) =>
      lending.stopRun(job) ? ok({}) : refuse('unknown_job', 'That job does not run here.'),
    code({ job }) {
      const module = lending.code(job);
      return module === null
        ? refuse('unknown_job', 'That job does not run here any more.')
        : ok({ module });
    },
    clearKept: () => ok({ answers: lending.clearKept() }),
    async programs() {
      const names = await senses.programs();
      return names === null
        ? refuse('cannot_be_read', 'Which programs run cannot be read on this machine.')
        : ok({ names: [...names] });
    },
    log: log.answer,
    history: () => ok(history()),
    selfTest: lending.selfTest,
  };
}

function isLentShare(shareMilli: number): boolean {
  const { least, most, step } = lentShare;
  return shareMilli >= least && shareMilli <= most && shareMilli % step === 0;
}
