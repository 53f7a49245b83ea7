/** A scripted node whose community has stakes: it answers what the pages ask about them, and keeps what they do. */
import type { CauseTextInput, CauseView } from '../../shared/api/cause-shape.ts';
import type {
  MineView,
  OfferTextInput,
  OfferView,
  RememberedView,
} from '../../shared/api/stake-shape.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import { formatPart } from '../../shared/api/stake-words.ts';
import { hexOf, me } from './sample-views.ts';
import {
  causes as sampleCauses,
  influence,
  issued,
  marketNow,
  memory,
  mine,
  offers as sampleOffers,
  round,
  rounds,
  tenths,
  untouched,
  values,
  waysToTomas,
} from './sample-stakes.ts';
import type { ScriptedNode } from './scripted-node.ts';

const fileText = '{"format":"common-hours-round","version":1}';
const pieceLength = 20;

/** Forty rounds of stakes, or none at all. */
export function giveStakes({ communities }: ScriptedNode, kind: 'busy' | 'untouched' = 'busy') {
  const { answers } = communities;
  const isBusy = kind === 'busy';
  const held: MineView = isBusy ? mine() : untouched;
  const causes: CauseView[] = isBusy ? [...sampleCauses] : [];
  let offers: readonly OfferView[] = isBusy ? sampleOffers() : [];
  answerCauses(answers, causes);
  answers.set('stakes.now', () => ok(isBusy ? marketNow() : marketNow({ own: issued, sealed: 0 })));
  answers.set('stakes.mine', () => ok(held));
  answers.set('stakes.paths', ({ member }: { member: string }) =>
    ok({
      paths: [...waysToTomas],
      portion: held.portfolio.find(({ person }) => person.id === member) ?? {
        ...{ person: me, directPpm: 0, throughPpm: 0 },
      },
      causes: [],
    }),
  );
  answers.set('stakes.offers', () => ok({ offers: [...offers] }));
  answers.set('stakes.preview', (offer: OfferTextInput) => ok(previewOf(offer, held)));
  answers.set('stakes.offer', (offer: OfferTextInput) => {
    const id = hexOf(`offer ${offers.length}`);
    offers = [offerViewOf(offer, id, causes), ...offers];
    return ok({ offer: id });
  });
  answers.set('stakes.withdraw', ({ offer }: { offer: string }) => {
    offers = offers.map((each) =>
      each.id === offer
        ? { ...each, state: 'withdrawn', isWithdrawable: false, sentence: 'You took it back.' }
        : each,
    );
    return ok({});
  });
  answerRounds(answers, isBusy);
  const own = { ...influence(), ...(!isBusy && { ownPpm: 0, series: [], people: [], links: [] }) };
  answers.set('stakes.influence', () => ok(own));
  answers.set('stakes.values', () => ok(isBusy ? values() : { ...values(), held: 0, causes: [] }));
  answers.set('stakes.memory', (asked: MemoryQuestion) =>
    memoryPage(isBusy ? memory() : [], asked),
  );
}

export interface MemoryQuestion {
  readonly search: string;
  readonly before: { readonly round: number; readonly index: number } | null;
  readonly limit: number;
}

/** Two rounds are searched at once where words are looked for. */
export function memoryPage(
  all: readonly RememberedView[],
  { search, before, limit }: MemoryQuestion,
) {
  const from = before ?? { round: Infinity, index: 0 };
  const older = all.filter(
    ({ round, index }) => round < from.round || (round === from.round && index > from.index),
  );
  const least = search === '' ? 0 : (older[0]?.round ?? 0) - 1;
  const within = older.filter(({ round }) => round >= least);
  const found = within.filter(({ sentence, reason }) => `${sentence} ${reason}`.includes(search));
  const entries = found.slice(0, limit);
  const last =
    found.length > limit ? entries.at(-1) : within.length < older.length ? within.at(-1) : null;
  return ok({
    entries,
    next: last ? { round: last.round, index: last.index } : null,
    isCut: found.length <= limit && within.length < older.length,
  });
}

type Answers = ScriptedNode['communities']['answers'];

interface Filter {
  readonly search: string;
  readonly tag: string | null;
  readonly state: 'live' | 'due' | 'over' | null;
  readonly issuers: readonly string[] | null;
  readonly dueBeforeMs: number | null;
  readonly isChecked: boolean | null;
}

function answerCauses(answers: Answers, causes: CauseView[]): void {
  answers.set('causes.list', ({ search, tag, state, ...filter }: Filter) => {
    const found = causes.filter(
      (cause) =>
        `${cause.statement} ${cause.issuer.name ?? ''}`
          .toLowerCase()
          .includes(search.toLowerCase()) &&
        (tag === null || cause.tags.includes(tag)) &&
        (state === null || state === cause.state) &&
        (filter.issuers === null || filter.issuers.includes(cause.issuer.id)) &&
        (filter.dueBeforeMs === null || cause.dueAtMs < filter.dueBeforeMs) &&
        (filter.isChecked === null || (cause.achieved !== null) === filter.isChecked),
    );
    const tags = [...new Set(causes.flatMap((cause) => cause.tags))];
    return ok({
      causes: found,
      total: found.length,
      tags: tags.map((each) => ({
        tag: each,
        causes: causes.filter((cause) => cause.tags.includes(each)).length,
      })),
    });
  });
  answers.set('causes.show', ({ cause }: { cause: string }) => {
    const found = causes.find(({ id }) => id === cause);
    return found ? ok(found) : refuse('unknown_cause', 'There is no cause with that id.');
  });
  answers.set(
    'causes.make',
    ({ community: _, ...text }: CauseTextInput & { community: string }) => {
      const [sample] = sampleCauses;
      if (sample === undefined) return refuse('refused', 'There is no sample.');
      const made: CauseView = { ...sample, ...text, id: hexOf(text.statement), issuer: me };
      causes.unshift({
        ...made,
        ...{ isMine: true, state: 'waiting', drawn: [], achieved: null, holders: 0, heldByMine: 0 },
        ...{ heldUnits: 0n, series: [], replacedBy: null },
      });
      return ok({ cause: made.id });
    },
  );
  answers.set('causes.attest', () => ok({ record: hexOf('attestation') }));
}

function answerRounds(answers: Answers, isBusy: boolean): void {
  answers.set('stakes.rounds', ({ limit }: { limit: number }) =>
    ok({ rounds: isBusy ? rounds().slice(0, limit) : [] }),
  );
  answers.set('stakes.round', ({ round: number }: { round: number }) =>
    number === 41 && isBusy ? ok(round()) : refuse('unknown_round', 'This round is not kept here.'),
  );
  answers.set('stakes.roundFile', ({ offset }: { offset: number }) => {
    const bytes = new TextEncoder().encode(fileText);
    return ok({ piece: bytes.slice(offset, offset + pieceLength), total: bytes.byteLength });
  });
  answers.set('stakes.check', () =>
    ok({
      isSame: true,
      sentence: 'All 63 offers were put together again: every amount and the proof are the same.',
      milliseconds: 84,
    }),
  );
}

export const roundFile = fileText;

function previewOf({ quantity, wants, give }: OfferTextInput, { own }: MineView) {
  const refusal =
    wants.length === 1 && wants[0]?.kind === 'member'
      ? { name: 'wants_one_person', sentence: 'An offer asks for stake in at least two people.' }
      : null;
  return {
    ownBefore: own,
    ownAfter: give === null ? own - quantity : own,
    refusal,
    wanted: wants.map((_, index) =>
      index === 1 ? null : { low: tenths(4), high: tenths(19 + index) },
    ),
  };
}

function offerViewOf(
  { quantity, wants, reason, rounds: most }: OfferTextInput,
  id: string,
  causes: readonly CauseView[],
): OfferView {
  return {
    ...{ id, give: null, quantity, matched: 0n, reason, rounds: most, waited: 0, refusal: null },
    ...{ state: 'sealing', placedAtMs: Date.now(), isWithdrawable: true },
    sentence: `${formatPart(quantity, issued)} of yourself is on its way to the record, sealed.`,
    wants: wants.map((want) => {
      if (want.kind === 'tag') {
        return { ...{ person: null, cause: null, tag: want.tag }, weightPpm: want.weightPpm };
      }
      const cause = causes.find((each) => each.id === want.cause);
      return {
        person: cause?.issuer ?? me,
        cause: cause ? { id: cause.id, statement: cause.statement, issuer: cause.issuer } : null,
        ...{ tag: null, weightPpm: want.weightPpm },
      };
    }),
  };
}
