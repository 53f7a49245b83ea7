/** Names that two machines with different tables of characters could disagree about, and names that deceive. */
import { expect, test } from 'vitest';
import { printable } from '../../shared/base/printable.ts';
import { genesisState } from '../../shared/ledger/genesis-state.ts';
import { shownName } from '../../shared/ledger/record-claims.ts';
import { mayBeName } from '../../shared/ledger/record-lines.ts';
import { decodeState, encodeState } from '../../shared/ledger/snapshot.ts';
import { fold } from '../support/ledger-fold.ts';
import { found, invite, join, machineOf } from '../support/ledger-world.ts';

test.each([
  ['a character that no table knows yet', 'Ann\u0378'],
  ['an emoji of next year', 'Ann \u{1faff}'],
  ['a tower of marks', `A${'\u0300'.repeat(20)}`],
])('%s is a name for every machine, and is cleaned where it is shown', (_what, name) => {
  const world = found(['alice']);
  const guest = { ...machineOf('guest'), name };
  const record = join(world, guest, invite(world, world.of('alice'), 'guest'));
  const { state } = fold(genesisState(world.genesis), 0, record);
  expect(state.members.get(guest.member.hex)?.name).toBe(name);
  expect(decodeState(encodeState(state))).toEqual(state);
  expect(shownName(name)).toBe(printable(name));
});

test.each([
  ['nothing', ''],
  ['more than forty units', 'a'.repeat(41)],
  ['a space at its end', 'Ann '],
  ['two spaces', 'Ann  Lee'],
  ['another space', 'Ann\u00a0Lee'],
  ['a second line', 'Ann\nLee'],
  ['a mark that turns the line', '\u202eeeL'],
  ['a mark that nobody sees', 'Ann\u200b'],
  ['a filler', '\u3164'],
  ['a tag', 'Ann\u{e0041}'],
  ['a private character', 'Ann\ue000'],
])('%s is no name', (_what, name) => {
  expect(mayBeName(name)).toBe(false);
});

test('whatever can be seen here on its own may be in a name', () => {
  const refused: string[] = [];
  for (let code = 0; code < 0x30000; code += 1) {
    const character = String.fromCodePoint(code);
    const isSeen = character !== ' ' && printable(character) === character;
    if (isSeen && !mayBeName(character)) refused.push(code.toString(16));
  }
  expect(refused).toEqual([]);
});
