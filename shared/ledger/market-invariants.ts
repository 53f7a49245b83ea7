/** What is true of every stake market (rules R9, R10 and R15). */
import { noCause, offersPerMemberMax } from '../stake/market.ts';
import type { LiveCause, StakeMarket } from '../stake/market.ts';
import type { LedgerState } from './state.ts';

/** What is wrong with the market of a state, in one sentence, or null. */
export function marketFault(state: LedgerState): string | null {
  const { market, epoch, parameters } = state;
  if (market.round !== Math.floor((epoch + 1) / parameters.roundEpochs)) {
    return 'The round that closes next is the one that the next epoch is in.';
  }
  return (
    lotsFault(state) ?? causesFault(state) ?? offersFault(state) ?? sumsFault(state.market, state)
  );
}

function isMember({ members }: LedgerState, member: string): boolean {
  return members.get(member)?.status === 'member';
}

/** Both laws of R9, and that every lot is of a cause of its issuer. */
function lotsFault(state: LedgerState): string | null {
  const { lots, causes } = state.market;
  const { sharesPerIssuer, floorPpm } = state.parameters;
  const issued = BigInt(sharesPerIssuer);
  const ofIssuer = new Map<string, bigint>();
  for (const [holder, row] of lots) {
    if (!isMember(state, holder)) return 'Stake is held by members.';
    let [sum, own] = [0n, 0n];
    for (const [issuer, byCause] of row) {
      if (byCause.size === 0) return 'Stake in nobody is not listed.';
      let units = 0n;
      for (const [cause, each] of byCause) {
        if (each <= 0n) return 'Stake that is held is something.';
        if (cause !== noCause && causes.get(cause)?.issuer !== issuer) {
          return 'Stake is held under a cause of its issuer.';
        }
        units += each;
      }
      sum += units;
      if (issuer === holder) own = units;
      ofIssuer.set(issuer, (ofIssuer.get(issuer) ?? 0n) + units);
    }
    if (sum !== issued) return 'Nobody holds more or less than one agent’s worth.';
    if (own * 1_000_000n < issued * BigInt(floorPpm)) return 'Everybody keeps their floor.';
  }
  for (const [issuer, units] of ofIssuer) {
    if (units !== issued || !lots.has(issuer)) return 'All of everybody is held by somebody.';
  }
  const present = [...state.members.values()].filter(({ status }) => status === 'member');
  return present.length === lots.size ? null : 'Every member is in the market.';
}

function causesFault(state: LedgerState): string | null {
  for (const cause of state.market.causes.values()) {
    const fault = causeFault(state, cause);
    if (fault !== null) return fault;
  }
  for (const { fast, slow } of state.market.momentum.values()) {
    if (fast === 0n && slow === 0n) return 'What is at rest is not listed as moving.';
  }
  return null;
}

function causeFault(state: LedgerState, cause: LiveCause): string | null {
  const { members, epoch } = state;
  if (!members.has(cause.issuer)) return 'Every cause is a member’s.';
  if (cause.since > epoch) return 'No cause is of an epoch that is not closed.';
  if (cause.outcome === null && !isMember(state, cause.issuer)) {
    return 'The causes of who has ended are over.';
  }
  if (cause.drawn.length > cause.attestors || cause.drawn.includes(cause.issuer)) {
    return 'As many others attest as the cause asks for.';
  }
  for (const attestor of cause.seen.keys()) {
    if (!cause.drawn.includes(attestor)) return 'Only who was drawn attests.';
  }
  return null;
}

function offersFault(state: LedgerState): string | null {
  const { offers, commitments, round } = state.market;
  const counts = new Map<string, number>();
  const count = (member: string) => counts.set(member, (counts.get(member) ?? 0) + 1);
  for (const commitment of commitments.values()) {
    if (!isMember(state, commitment.member)) return 'Offers are of members.';
    if (commitment.round < round || commitment.round > round + 1) {
      return 'What is sealed is for this round or the next.';
    }
    count(commitment.member);
  }
  for (const { member, matched, quantity, waited, rounds } of offers.values()) {
    if (!isMember(state, member)) return 'Offers are of members.';
    if (matched < 0n || matched >= quantity || waited >= rounds) {
      return 'Offers that are open can still be matched.';
    }
    count(member);
  }
  const most = Math.max(0, ...counts.values());
  return most > offersPerMemberMax ? 'A member has more offers than a member may.' : null;
}

function sumsFault({ work, given }: StakeMarket, state: LedgerState): string | null {
  for (const each of [work, given]) {
    for (const [member, quantity] of each) {
      if (quantity <= 0n) return 'Work that is listed is something.';
      if (!isMember(state, member)) return 'Work is of members.';
    }
  }
  return null;
}
