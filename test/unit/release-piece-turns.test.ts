import { expect, it } from 'vitest';
import { createPieceTurns } from '../../main/adapters/release-process/piece-turns.ts';
import type { AskedPiece } from '../../main/adapters/release-process/piece-turns.ts';
import type { PayMachine } from '../../main/engine/downloads/contract.ts';

const about = { community: 'c0'.repeat(32), release: 'a1'.repeat(32) };
const machine = (name: string): PayMachine => ({ member: name, device: name });
const pieceOf = (name: string) => (): AskedPiece => ({ about, machine: machine(name) });

/** Machines that may have so many pieces before they sign; answers go out as soon as they may. */
function setup(rooms: Record<string, number>) {
  const given: string[] = [];
  const gave: string[] = [];
  const turns = createPieceTurns({
    room: (_, { device }) => rooms[device] ?? 0,
    gave: (_, { device }) => {
      gave.push(device);
      rooms[device] = (rooms[device] ?? 0) - 1;
    },
    give: (answer) => answer(),
  });
  const answer = (name: string) => () => {
    given.push(name);
    return Promise.resolve();
  };
  return { turns, rooms, given, gave, answer };
}

it('no more is on its way to a machine than it has room for', () => {
  const { turns, rooms, given, gave, answer } = setup({ bob: 2 });
  const bob = turns.channel(pieceOf('bob'));
  for (const id of [1, 2, 3]) void bob.ask(id, id, answer(`bob ${String(id)}`));
  expect(given).toEqual(['bob 1', 'bob 2']);
  expect(bob.pending()).toBe(1);
  bob.answered(1, true);
  expect(given).toHaveLength(2);
  bob.answered(2, true);
  expect(gave).toEqual(['bob', 'bob']);
  expect(given).toHaveLength(2);
  rooms['bob'] = 1; // it has signed
  turns.pump();
  expect(given).toEqual(['bob 1', 'bob 2', 'bob 3']);
  expect(bob.pending()).toBe(0);
});

it('nobody waits for a machine that waits', () => {
  const { turns, given, answer } = setup({ bob: 0, carol: 5 });
  const [bob, carol] = [turns.channel(pieceOf('bob')), turns.channel(pieceOf('carol'))];
  void bob.ask(1, 1, answer('bob'));
  void carol.ask(1, 1, answer('carol'));
  expect(given).toEqual(['carol']);
});

it('what is not paid for waits for nothing', () => {
  const { turns, given, gave, answer } = setup({});
  const list = turns.channel(() => null);
  void list.ask(1, 7, answer('a block of the list'));
  void list.ask(2, null, answer('a hash'));
  list.answered(1, true);
  expect(given).toEqual(['a block of the list', 'a hash']);
  expect(gave).toEqual([]);
});

it('a request that is called off, or has no answer, makes room for the next', () => {
  const { turns, given, gave, answer } = setup({ bob: 1 });
  const bob = turns.channel(pieceOf('bob'));
  for (const id of [1, 2, 3, 4]) void bob.ask(id, id, answer(String(id)));
  bob.cancel(2); // it waits still
  bob.cancel(1);
  expect(given).toEqual(['1', '3']);
  bob.answered(3, false);
  expect(given).toEqual(['1', '3', '4']);
  expect(gave).toEqual([]);
  expect(bob.pending()).toBe(0);
});

it('a connection that has ended takes no room', () => {
  const { turns, given, answer } = setup({ bob: 1 });
  const [before, after] = [turns.channel(pieceOf('bob')), turns.channel(pieceOf('bob'))];
  for (const id of [1, 2]) void before.ask(id, id, answer(`before ${String(id)}`));
  void after.ask(1, 1, answer('after'));
  before.end();
  expect(given).toEqual(['before 1', 'after']);
});
