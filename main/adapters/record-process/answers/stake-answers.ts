/** The stake market: causes, offers, rounds, and what they made of who holds whom. */
import type { communityContract } from '../../../../shared/api/community-contract.ts';
import type { Handlers } from '../../../../shared/api/handlers.ts';
import { ok, refuse } from '../../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../../shared/base/result.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { causeList, causeView } from '../stakes/causes.ts';
import { influenceView } from '../stakes/influence.ts';
import { marketNow } from '../stakes/market-now.ts';
import { memoryView } from '../stakes/memory.ts';
import { mineView, pathsView } from '../stakes/mine.ts';
import { attestationOf, causeOf } from '../stakes/new-cause.ts';
import { placeOffer, previewOf } from '../stakes/new-offer.ts';
import { offerViews } from '../stakes/offers.ts';
import { checkRound, fileOf, roundRows, roundView } from '../stakes/rounds.ts';
import { stakeReaderOf } from '../stakes/stake-reader.ts';
import type { StakeReader } from '../stakes/stake-reader.ts';
import { valuesView } from '../stakes/values.ts';
import { author, findCommunity, findOwn, meOf } from './house.ts';
import type { House } from './house.ts';

type Page = Handlers<typeof communityContract>;
type Unknown = Refusal<'unknown_community'>;

/** What is read of a community, with the reader that keeps what was found. */
function createAsking(house: House) {
  return function read<Value, Refused extends Refusal>(
    id: string,
    find: (community: OpenCommunity, me: string, reader: StakeReader) => Result<Value, Refused>,
  ): Result<Value, Refused | Unknown> {
    const found = findCommunity(house, id);
    if (!found.ok) return found;
    const me = meOf(house);
    return find(found.value, me, stakeReaderOf(found.value, me));
  };
}

export function stakeAnswers(house: House): Pick<Page, 'causes' | 'stakes'> {
  return {
    causes: causesAnswers(house),
    stakes: { ...ownAnswers(house), ...roundsAnswers(house), ...networkAnswers(house) },
  };
}

function causesAnswers(house: House): Page['causes'] {
  const read = createAsking(house);
  return {
    list: ({ community, ...query }) =>
      read(community, (found, me, reader) => ok(causeList(found, me, reader, query))),
    show: ({ community, cause }) =>
      read(community, (found, me, reader) => {
        const view = causeView(found, me, reader, cause);
        return view === null ? unknownCause : ok(view);
      }),
    make({ community, ...typed }) {
      const found = findOwn(house, community);
      if (!found.ok) return found;
      const body = causeOf(found.value, meOf(house), typed, house.clock.now());
      if (!body.ok) return body;
      const authored = author(found.value, { kind: 'cause', body: body.value });
      return authored.ok ? ok({ cause: authored.value.record }) : authored;
    },
    attest({ community, ...typed }) {
      const found = findOwn(house, community);
      if (!found.ok) return found;
      const body = attestationOf(found.value, meOf(house), typed);
      return body.ok ? author(found.value, { kind: 'attestation', body: body.value }) : body;
    },
  };
}

type Own = 'now' | 'mine' | 'paths' | 'offers' | 'preview' | 'offer' | 'withdraw';

/** What one holds and offers. */
function ownAnswers(house: House): Pick<Page['stakes'], Own> {
  const read = createAsking(house);
  return {
    now: ({ community }) =>
      read(community, (found, me) => ok(marketNow(found, me, house.clock.now()))),
    mine: ({ community }) =>
      read(community, (found, me, reader) => ok(mineView(found, me, reader))),
    paths: ({ community, member }) =>
      read(community, (found, me, reader) =>
        found.node.state().members.has(member)
          ? ok(pathsView(found, me, member, reader))
          : unknownMember,
      ),
    offers: ({ community }) =>
      read(community, (found, _me, reader) => ok({ offers: offerViews(found, reader) })),
    preview: ({ community, ...typed }) =>
      read(community, (found, me, reader) => ok(previewOf(found, me, typed, reader))),
    offer({ community, ...typed }) {
      const found = findOwn(house, community);
      return found.ok ? placeOffer(found.value, meOf(house), typed) : found;
    },
    withdraw({ community, offer }) {
      const found = findOwn(house, community);
      if (!found.ok) return found;
      const { node } = found.value;
      const view = offerViews(found.value, stakeReaderOf(found.value, meOf(house))).find(
        ({ id }) => id === offer,
      );
      if (view === undefined) {
        return refuse('unknown_offer', 'This computer has placed no such offer.');
      }
      if (!view.isWithdrawable) {
        return refuse('offer_over', 'There is nothing left of it to take back.');
      }
      const withdrawn = node.withdraw(offer);
      return withdrawn.ok ? ok({}) : refuse('refused', withdrawn.error.detail);
    },
  };
}

type Rounds = 'rounds' | 'round' | 'roundFile' | 'check';

function roundsAnswers(house: House): Pick<Page['stakes'], Rounds> {
  const read = createAsking(house);
  return {
    rounds: ({ community, before, limit }) =>
      read(community, (found, _me, reader) =>
        ok({ rounds: roundRows(found, reader, before, limit) }),
      ),
    round: ({ community, round }) =>
      read(community, (found, me, reader) => {
        const view = roundView(found, me, reader, round);
        return view === null ? unknownRound : ok(view);
      }),
    roundFile: ({ community, round, offset }) =>
      read(community, (found) => {
        const file = fileOf(found, round);
        if (file === null) return unknownRound;
        return ok({ piece: file.slice(offset, offset + pieceBytes), total: file.byteLength });
      }),
    check: ({ community, round }) =>
      read(community, (found) => {
        const checked = checkRound(found, round, house.clock.elapsed);
        return checked === null ? unknownRound : ok(checked);
      }),
  };
}

type Network = 'influence' | 'values' | 'memory';

function networkAnswers(house: House): Pick<Page['stakes'], Network> {
  const read = createAsking(house);
  return {
    influence: ({ community }) =>
      read(community, (found, me, reader) => ok(influenceView(found, me, reader))),
    values: ({ community }) =>
      read(community, (found, _me, reader) => ok(valuesView(found, reader))),
    memory: ({ community, ...query }) =>
      read(community, (found, _me, reader) => ok(memoryView(found, reader, query))),
  };
}

/** As much of a file as one answer holds. */
const pieceBytes = 1024 * 1024;

const unknownCause = refuse('unknown_cause', 'There is no such cause in this community.');
const unknownMember = refuse('unknown_member', 'There is no such member in this community.');
const unknownRound = refuse(
  'unknown_round',
  'The file of this round is not kept on this computer: it closed before this computer came, or not yet.',
);
