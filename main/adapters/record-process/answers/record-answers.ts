/** Members, accounts, the supply, and the record itself. */
import type { communityContract } from '../../../../shared/api/community-contract.ts';
import { pageSizeMax } from '../../../../shared/api/community-shape.ts';
import type { Handlers } from '../../../../shared/api/handlers.ts';
import type { recordContract } from '../../../../shared/api/record-contract.ts';
import { bytesToHex, hexToBytes } from '../../../../shared/base/bytes.ts';
import { toWire } from '../../../../shared/base/fields.ts';
import { ok, refuse } from '../../../../shared/base/result.ts';
import { transferableLine } from '../../../../shared/economy/lines.ts';
import { decodeRecord } from '../../../../shared/ledger/check-record.ts';
import { epochValueCodec } from '../../../../shared/ledger/epoch-value.ts';
import type { RecordBody } from '../../../../shared/ledger/record.ts';
import { accountOf } from '../../../../shared/ledger/state.ts';
import { cryptography } from '../../cryptography.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { bindingOf } from '../communities/own-records.ts';
import { downloadNeed, downloadTerms } from '../releases/download-needs.ts';
import { keepApart } from '../tasks/kept-apart.ts';
import { countedIn, lastCounter } from '../views/last-counter.ts';
import { memberPage, memberView } from '../views/member-views.ts';
import { author, findCommunity, findOwn, meOf, readersOf } from './house.ts';
import type { House } from './house.ts';

type Page = Handlers<typeof communityContract>;
type Work = Handlers<typeof recordContract>['work'];

const linesMax = 2_000;

export function membersAnswers(house: House): Page['members'] {
  return {
    list({ community, after, limit }) {
      const found = findCommunity(house, community);
      return found.ok ? ok(memberPage(found.value, meOf(house), { after, limit })) : found;
    },
    show({ community, member }) {
      const found = findCommunity(house, community);
      if (!found.ok) return found;
      const view = memberView(found.value, member, meOf(house));
      return view === null ? unknownMember : ok(view);
    },
    vote({ community, committee }) {
      const found = findOwn(house, community);
      if (!found.ok) return found;
      const keys = [...new Set(committee)].sort().map(hexToBytes);
      return author(found.value, { kind: 'vote', body: { committee: keys } });
    },
    sponsor({ community, member, quantity }) {
      const found = findOwn(house, community);
      if (!found.ok) return found;
      const state = found.value.node.state();
      if (state.members.get(member)?.status !== 'member') return unknownMember;
      const me = state.members.get(meOf(house));
      const promises = [0, 1].map((currency) => accountOf(state, meOf(house), currency).promise);
      const most = promises.reduce((high, each) => (each > high ? each : high), 0n);
      if (quantity < 1n || quantity > transferableLine(me?.delta ?? 0n, most)) {
        const sentence = 'You can pass on what is left of your own line, and no more.';
        return refuse('line_exceeded', sentence);
      }
      const body = { member: hexToBytes(member), quantity };
      return author(found.value, { kind: 'sponsor', body });
    },
    retire({ community, device }) {
      const found = findOwn(house, community);
      if (!found.ok) return found;
      const known = found.value.node.state().devices.get(device);
      if (known?.member !== meOf(house) || known.status !== 'active') {
        return refuse('unknown_device', 'This is no computer of yours in this community.');
      }
      return author(found.value, { kind: 'retire', body: { device: hexToBytes(device) } });
    },
    relabel({ community, label }) {
      const found = findOwn(house, community);
      if (!found.ok) return found;
      const keys = house.communities.keys();
      const body = { member: keys.member, label, binding: bindingOf(keys) };
      const authored = author(found.value, { kind: 'device', body });
      if (authored.ok) house.communities.change(community, { label });
      return authored;
    },
  };
}

export function accountsAnswers(house: House): Pick<Page, 'accounts' | 'supply'> {
  return {
    accounts: {
      epochs({ community, currency, before, limit }) {
        const found = findCommunity(house, community);
        if (!found.ok) return found;
        return ok(readersOf(found.value, meOf(house)).history.mine(currency, before, limit));
      },
      lines({ community, height }) {
        const found = findCommunity(house, community);
        if (!found.ok) return found;
        const { lines } = readersOf(found.value, meOf(house));
        if (height !== null && !isKnown(found.value, height)) return unknownHeight;
        const all = height === null ? lines.waiting() : lines.at(height);
        if (all === 'pruned') return pruned;
        return ok({ lines: all.slice(0, linesMax), isCut: all.length > linesMax });
      },
    },
    supply: {
      epochs({ community, currency, before, limit }) {
        const found = findCommunity(house, community);
        if (!found.ok) return found;
        return ok(readersOf(found.value, meOf(house)).history.supply(currency, before, limit));
      },
    },
  };
}

export function recordsAnswers(house: House): Page['records'] {
  return {
    export({ community, height, offset }) {
      const found = findCommunity(house, community);
      if (!found.ok) return found;
      const { store, key } = found.value;
      const epoch = store.epoch(height);
      const value = epoch === null ? null : epochValueCodec.decode(epoch.value);
      if (epoch === null || value === null) return unknownHeight;
      const ids = store.idsOf(height);
      if (ids === null) return pruned;
      const records = ids.slice(offset, offset + pageSizeMax).flatMap((id) => {
        const bytes = store.bytesOf(id);
        const decoded = bytes === null ? null : decodeRecord(bytes, key, cryptography.hash);
        if (bytes === null || decoded?.ok !== true) return [];
        const { record } = decoded.value;
        return [{ id: bytesToHex(id), kind: record.kind, bytes, body: bodyText(record) }];
      });
      const { certificate, report } = epoch;
      const about = { height, epoch: value.epoch, value: epoch.value, certificate, report };
      return ok({ ...about, total: ids.length, records });
    },
  };
}

export function workAnswers(house: House): Work {
  return {
    roster({ community, since, after }) {
      const found = findCommunity(house, community);
      if (!found.ok) return found;
      return ok(readersOf(found.value, meOf(house)).roster.since(since, after));
    },
    async submit({ community, records }) {
      const found = findCommunity(house, community);
      if (!found.ok) return found;
      const submitted = await found.value.node.submitAll(records);
      const results = submitted.map((each) =>
        each.ok
          ? { record: bytesToHex(each.value.id), refusal: null }
          : { record: null, refusal: each.error },
      );
      return ok({ results });
    },
    downloadTerms({ community }) {
      const found = findCommunity(house, community);
      return found.ok ? ok(downloadTerms(found.value)) : found;
    },
    downloadNeeds({ community, downloads }) {
      const found = findCommunity(house, community);
      if (!found.ok) return found;
      const { roster, lines } = readersOf(found.value, meOf(house));
      const needs = downloads.map(({ release, member }) => {
        const need = downloadNeed(found.value, roster, { release, member: member ?? meOf(house) });
        return need && { ...need, charged: member === null ? lines.charged(release) : null };
      });
      return ok({ needs, pieceMost: downloadTerms(found.value).pieceMost });
    },
    keepApart({ community, manHours }) {
      const found = findCommunity(house, community);
      if (!found.ok) return found;
      keepApart(found.value, manHours);
      return ok({});
    },
    lastCounter({ community, ...wanted }) {
      const found = findCommunity(house, community);
      return found.ok ? ok(lastCounter(found.value, wanted)) : found;
    },
    counted({ community, counters }) {
      const found = findCommunity(house, community);
      return found.ok ? ok(countedIn(found.value, counters)) : found;
    },
  };
}

/** The fields of a record for people: keys and hashes in hexadecimal, amounts as decimal strings. */
function bodyText({ body }: RecordBody): string {
  const shown = Object.entries(body).map(([name, value]: [string, unknown]) => [
    name,
    shownOf(value),
  ]);
  return JSON.stringify(toWire(Object.fromEntries(shown)));
}

function shownOf(value: unknown): unknown {
  if (value instanceof Uint8Array) return bytesToHex(value);
  return Array.isArray(value) ? value.map(shownOf) : value;
}

function isKnown({ store }: OpenCommunity, height: number): boolean {
  return height >= 1 && height <= store.lastHeight();
}

const unknownMember = refuse('unknown_member', 'There is no such member in this community.');
const unknownHeight = refuse('unknown_height', 'No such height is certified yet.');
const pruned = refuse(
  'pruned',
  'The records of this height are not kept on this computer any more. Ask another member for them.',
);
