/**
 * Whether the facts that a round's file takes from the record fit together: whoever is named is there, everything
 * stands in its order and once, and what one place says of what somebody held, no other place denies.
 */
import { noCause } from './market.ts';
import type { Round, RoundOffer } from './market.ts';

/** The first thing that does not fit, in one sentence; null where all does. */
export function factFault(round: Round): string | null {
  const members = new Set(round.agents.map(({ member }) => member));
  const offers = firstOf(round.offers, (offer) => offerFactFault(offer, members));
  return agentsFault(round) ?? tagsFault(round, members) ?? offers ?? lotsFault(round, members);
}

function firstOf<Each>(
  all: readonly Each[],
  faultOf: (each: Each) => string | null,
): string | null {
  for (const each of all) {
    const fault = faultOf(each);
    if (fault !== null) return fault;
  }
  return null;
}

/** Whether each comes after the one before it, by code units. */
function ascends(names: readonly string[]): boolean {
  return names.every((name, index) => index === 0 || (names[index - 1] ?? '') < name);
}

function agentsFault({ agents, sharesPerIssuer, offers, mostWork }: Round): string | null {
  if (sharesPerIssuer < 1n) return 'In this round nobody has any shares.';
  if (mostWork < 1) return 'This round was not allowed any work.';
  if (agents[0]?.member === noCause || !ascends(agents.map(({ member }) => member))) {
    return 'The members of this round are not in their order.';
  }
  if (agents.some(({ own }) => own > sharesPerIssuer)) {
    return 'Somebody holds more of themselves than there is.';
  }
  return ascends(offers.map(({ id }) => id))
    ? null
    : 'The offers of this round are not in their order.';
}

function tagsFault({ tags }: Round, members: ReadonlySet<string>): string | null {
  if (!ascends(tags.map(({ tag }) => tag))) return 'The tags of this round are not in their order.';
  return firstOf(tags, ({ tag, carriers }) => {
    const areKnown = carriers.every(
      ({ member, cause, tags: used }) => members.has(member) && cause !== noCause && used > 0,
    );
    return areKnown && ascends(carriers.map(({ member }) => member))
      ? null
      : `Those who work for the tag “${tag}” are not as they must be.`;
  });
}

function offerFactFault(offer: RoundOffer, members: ReadonlySet<string>): string | null {
  const { member, give, giveCause, quantity, matched, waited, rounds, wants, asked, got } = offer;
  const name = `the offer ${offer.id.slice(0, 8)}`;
  if (!members.has(member)) return `The author of ${name} is no member.`;
  if (matched >= quantity || waited >= rounds) return `There is nothing left of ${name}.`;
  if ((give === member) !== (giveCause === noCause)) return `What ${name} gives is not clear.`;
  const parts = Math.max(1, wants.length);
  const isWhole = asked.length === parts && got.length === parts;
  if (!isWhole || got.some((units, place) => units > (asked[place] ?? 0n))) {
    return `More comes of ${name} than it asks for.`;
  }
  return wantsFault(offer, members) ? `What ${name} asks for is not as it must be.` : null;
}

function wantsFault(
  { member, give, wants, lapsed }: RoundOffer,
  members: ReadonlySet<string>,
): boolean {
  if (wants.length === 0) return give === member || lapsed.length > 0;
  if (wants.reduce((sum, { weightPpm }) => sum + weightPpm, 0) !== 1_000_000) return true;
  const isInOrder = lapsed.every(
    ({ want }, index) => want < wants.length && want > (lapsed[index - 1]?.want ?? -1),
  );
  if (!isInOrder) return true;
  const over = new Set(lapsed.map(({ want }) => want));
  return wants.some((want, place) => {
    if (want.kind === 'tag' || over.has(place)) return false;
    const isOther = want.member !== give && want.member !== member;
    return !isOther || !members.has(want.member) || want.cause === noCause;
  });
}

/** What is said of a lot by offers, agents and moves is one and the same; and so is what is free of an issuer. */
function lotsFault(
  { agents, offers, moves, sharesPerIssuer }: Round,
  members: ReadonlySet<string>,
): string | null {
  if (!ascends(moves.map(({ holder, issuer, cause }) => `${holder} ${issuer} ${cause}`))) {
    return 'What changed hands is not in its order.';
  }
  const [held, free] = [new Map<string, bigint>(), new Map<string, bigint>()];
  const isOne = (known: Map<string, bigint>, key: string, units: bigint) => {
    const before = known.get(key) ?? units;
    known.set(key, before);
    return before === units && units <= sharesPerIssuer;
  };
  const agree =
    agents.every(({ member, own }) => isOne(held, `${member} ${member} ${noCause}`, own)) &&
    offers.every(
      (offer) =>
        isOne(held, `${offer.member} ${offer.give} ${offer.giveCause}`, offer.held) &&
        (offer.give === offer.member ||
          isOne(free, `${offer.member} ${offer.give}`, least(offer.free, sharesPerIssuer))),
    ) &&
    moves.every(
      ({ holder, issuer, cause, before }) =>
        members.has(holder) &&
        members.has(issuer) &&
        isOne(held, `${holder} ${issuer} ${cause}`, before),
    );
  return agree ? null : 'This file says different things of what somebody held.';
}

function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
