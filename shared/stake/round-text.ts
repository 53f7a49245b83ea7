/**
 * The text of a round's file: one JSON object, its fields always in this order, quantities as decimal strings.
 *
 *     format "common-hours-round", version 1,
 *     community, number, epoch, height, sharesPerIssuer, rules, slices, mostWork   (as in `Round`)
 *     keys     every member and cause that the file names, ascending; below, a number is a place in this list
 *     agents   [member, work, own], ascending
 *     tags     [tag, [[member, cause, tags, capacity, brought], …]]
 *     offers   as in `RoundOffer`; a want is [member, cause, weight] or [tag, weight], what lapsed [want, why]
 *     moves    [holder, issuer, cause, units, before]
 *     potentials, welfare, volume, isExhausted
 *     sum      32 bits of all text before it (FNV-1a): any one letter that changes on the way changes it. It is no
 *              seal: that a file is the record's own is seen by its hash.
 */
import { toWire } from '../base/fields.ts';
import type { Round, RoundOffer, Want } from './market.ts';

export const roundFileFormat = 'common-hours-round';
export const roundVersion = 1;

/** Always the same text for the same round. */
export function roundFileOf(round: Round): string {
  const keys = keysOf(round);
  const places = new Map(keys.map((key, place) => [key, place]));
  const place = (key: string) => places.get(key) ?? -1;
  const { community, number, epoch, height, sharesPerIssuer, rules, slices, mostWork } = round;
  const { floorPpm, newcomerReleasePpm, workReleasePpm } = rules;
  const body = JSON.stringify(
    toWire({
      ...{ format: roundFileFormat, version: roundVersion, community, number, epoch, height },
      ...{ sharesPerIssuer, rules: { floorPpm, newcomerReleasePpm, workReleasePpm } },
      ...{ slices, mostWork, keys },
      agents: round.agents.map(({ member, work, own }) => [place(member), work, own]),
      tags: round.tags.map(({ tag, carriers }) => [
        tag,
        carriers.map(({ member, cause, tags, capacity, brought }) => [
          ...[place(member), place(cause), tags, capacity, brought],
        ]),
      ]),
      offers: round.offers.map((offer) => offerText(offer, place)),
      moves: round.moves.map(({ holder, issuer, cause, units, before }) => [
        ...[place(holder), place(issuer), place(cause), units, before],
      ]),
      potentials: round.potentials,
      ...{ welfare: round.welfare, volume: round.volume, isExhausted: round.isExhausted },
    }),
  );
  return withSum(body.slice(0, -1));
}

/** The text of a file from all of it before its sum. */
export function withSum(most: string): string {
  return `${most},"sum":"${checksum(most)}"}\n`;
}

/** Whether the sum at the end of a file is that of the text before it. */
export function isWhole(file: string): boolean {
  return withSum(file.slice(0, -sumLength)) === file;
}

/** Of everything behind what the sum is of. */
const sumLength = ',"sum":"00000000"}\n'.length;

function offerText(offer: RoundOffer, place: (key: string) => number) {
  const { id, member, give, giveCause, quantity, matched, reason, rounds, waited } = offer;
  const { held, free, lapsed, admitted, heldBack, asked, got } = offer;
  return {
    ...{ id, member: place(member), give: place(give), giveCause: place(giveCause), quantity },
    ...{ matched, rounds, waited, reason },
    wants: offer.wants.map((want) => wantText(want, place)),
    ...{ held, free, lapsed: lapsed.map(({ want, why }) => [want, why]) },
    ...{ admitted, heldBack, asked, got },
  };
}

function wantText(want: Want, place: (key: string) => number) {
  const { weightPpm } = want;
  return want.kind === 'tag'
    ? [want.tag, weightPpm]
    : [place(want.member), place(want.cause), weightPpm];
}

function keysOf({ agents, tags, offers, moves }: Round): readonly string[] {
  const keys = new Set(agents.map(({ member }) => member));
  for (const { carriers } of tags) for (const { cause } of carriers) keys.add(cause);
  for (const { give, giveCause, wants } of offers) {
    keys.add(give).add(giveCause);
    for (const want of wants) if (want.kind === 'member') keys.add(want.member).add(want.cause);
  }
  for (const { issuer, cause } of moves) keys.add(issuer).add(cause);
  return [...keys].sort();
}

/** Each step is undone by no other: texts that differ in one letter never have the same sum. */
function checksum(text: string): string {
  let sum = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  }
  return (sum >>> 0).toString(16).padStart(8, '0');
}
