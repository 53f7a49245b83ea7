/** A witness that falls over and comes back from its log, and one that hears from liars. */
import { expect, test } from 'vitest';
import { decodeLogEntry, encodeLogEntry } from '../../shared/consensus/log.ts';
import { gossip } from '../../shared/consensus/gossip.ts';
import { inWords, nodeInHand, proposal, valueOf, votes } from '../support/consensus-node.ts';

const blue = valueOf('blue');

/** Witness 3 of 4, locked on blue in round 0. */
function locked() {
  const node = nodeInHand(4, 3);
  node.hear(proposal(4, 0, 'blue'));
  node.judge(blue.id, true);
  node.hear(...votes('prevote', [0, 1], 0, 'blue'));
  return node;
}

test('whoever comes back is in the round and step in which it last spoke, and bound', () => {
  const before = locked().state();
  const { round, step, locked: lock, valid } = nodeInHand(4, 3, locked().log()).state();
  expect({ round, step, lock, valid }).toEqual({
    round: before.round,
    step: before.step,
    lock: before.locked,
    valid: before.valid,
  });
});

test('after a crash behind any line of the log nothing else is said in the place of what was', () => {
  const log = locked().log();
  const said = locked().said();
  for (let lines = 1; lines <= log.length; lines += 1) {
    const node = nodeInHand(4, 3, log.slice(0, lines));
    node.give({ type: 'timeout', step: 'propose', round: 0 });
    node.give({ type: 'timeout', step: 'prevote', round: 0 });
    const repeated = gossip(node.state())
      .filter(({ witness }) => witness === 3)
      .map(inWords);
    expect(repeated[0]).toBe(said[0]);
    if (lines === log.length) expect(repeated).toEqual(said);
  }
});

test('a crash between the lock and the precommit loses neither', () => {
  const node = nodeInHand(4, 3, locked().log().slice(0, 2));
  expect(node.state()).toMatchObject({ step: 'prevote', locked: { round: 0 } });
  node.judge(blue.id, true);
  expect(node.said()).toEqual(['precommit 0 blue']);
});

test('the lock holds against another value after a crash', () => {
  const node = nodeInHand(4, 3, locked().log());
  node.hear(...votes('precommit', [0, 1], 1, null), proposal(4, 1, 'green'));
  expect(node.said()).toEqual(['prevote 1 nil']);
});

test('a proposer that comes back does not propose again, nor ask for another value', () => {
  const before = nodeInHand(4, 0);
  before.give({ type: 'ownValue', round: 0, value: blue.value });
  const node = nodeInHand(4, 0, before.log());
  node.give({ type: 'ownValue', round: 0, value: valueOf('green').value });
  expect(node.said()).toEqual([]);
  expect(node.effects.some(({ type }) => type === 'makeValue')).toBe(false);
});

test('a word of our own that only others remember binds us, and goes into the log', () => {
  const node = nodeInHand(4, 3);
  const effects = node.hear(...votes('prevote', [3], 0, 'blue'));
  expect(effects.map(({ type }) => type)).toEqual(['persist']);
  node.give({ type: 'timeout', step: 'propose', round: 0 });
  expect(node.said()).toEqual([]);
  expect(nodeInHand(4, 3, node.log()).state().step).toBe('prevote');
});

test('log lines come back from their bytes, and nothing else is a line', () => {
  const log = locked().log();
  expect(log.map(({ type }) => type)).toEqual(['said', 'polka', 'said']);
  for (const entry of log) {
    const bytes = encodeLogEntry(entry);
    expect(decodeLogEntry(bytes)).toEqual(entry);
    expect(decodeLogEntry(bytes.slice(0, -1))).toBe(null);
    expect(decodeLogEntry(Uint8Array.of(...bytes, 0))).toBe(null);
    expect(decodeLogEntry(bytes.with(1, 3))).toBe(null);
    expect(decodeLogEntry(bytes.with(0, 2))).toBe(null);
  }
  expect(decodeLogEntry(new Uint8Array(100_000))).toBe(null);
});

test('lines of another height are nobody’s', () => {
  const [said] = locked().log();
  if (said?.type !== 'said') throw new Error('the log begins with what was said');
  const elsewhere = { ...said, message: { ...said.message, height: 1, round: 5 } };
  expect(nodeInHand(4, 3, [elsewhere]).state().round).toBe(0);
});

test('two votes of one witness in one place are evidence, once', () => {
  const node = nodeInHand(4, 3);
  node.hear(...votes('prevote', [0], 0, 'blue'));
  const [first] = votes('prevote', [0], 0, 'blue');
  const [second] = votes('prevote', [0], 0, null);
  expect(node.hear(...votes('prevote', [0], 0, null))).toEqual([
    { type: 'evidence', first, second },
  ]);
  expect(node.hear(...votes('prevote', [0], 0, 'green'))).toEqual([]);
  expect(node.hear(...votes('precommit', [0], 0, 'green'))).toEqual([]);
});

test('the second vote of a liar counts where a proposal asks for it', () => {
  const node = nodeInHand(4, 3);
  node.hear(...votes('prevote', [0], 0, 'green'), ...votes('prevote', [1, 2], 0, 'blue'));
  node.hear(...votes('precommit', [0, 1], 1, null), proposal(4, 1, 'blue', 0));
  node.judge(blue.id, true);
  expect(node.said()).toEqual([]);
  node.hear(...votes('prevote', [0], 0, 'blue'));
  expect(node.said()).toEqual(['prevote 1 blue']);
});

test('a second proposal is heard once somebody honest has voted for it', () => {
  const node = nodeInHand(4, 3);
  node.hear(proposal(4, 0, 'green'), proposal(4, 0, 'blue'));
  node.judge(blue.id, true);
  expect(node.said()).toEqual([]);
  node.hear(...votes('precommit', [0, 1, 2], 0, 'blue'), proposal(4, 0, 'blue'));
  expect(node.state().decision?.id ?? node.said()).toEqual(blue.id);
});

test('a flood of one witness takes no more memory than its votes of the rounds near by', () => {
  const node = nodeInHand(4, 3);
  for (let round = 0; round < 300; round += 1) {
    for (const name of ['blue', 'green', 'red', null]) {
      node.hear(...votes('prevote', [0], round, name), ...votes('precommit', [0], round, name));
    }
  }
  expect(node.state().rounds.flatMap(({ votes: kept }) => kept).length).toBe(17 * 2);
  node.hear(...votes('prevote', [1], 290, null));
  expect(node.state().round).toBe(290);
  node.hear(...votes('prevote', [1], 290, null));
  expect(node.state().rounds.flatMap(({ votes: kept }) => kept).length).toBe(1);
});

test('gossip repeats a liar’s vote that took this node to the next round', () => {
  const node = nodeInHand(4, 3);
  node.hear(...votes('precommit', [0, 1, 2], 0, null));
  node.give({ type: 'timeout', step: 'precommit', round: 0 });
  expect(node.state().round).toBe(1);
  expect(gossip(node.state()).map(({ witness }) => witness)).toEqual([0, 1, 2]);
});

test('gossip repeats what others need: own words, the proof of a value, and in the end the decision', () => {
  const node = locked();
  expect(gossip(node.state()).map((each) => `${each.witness}: ${inWords(each)}`)).toEqual([
    '0: proposal 0 blue',
    '0: prevote 0 blue',
    '1: prevote 0 blue',
    '3: prevote 0 blue',
    '3: precommit 0 blue',
  ]);
  node.hear(...votes('precommit', [0, 1], 0, 'blue'));
  expect(gossip(node.state()).map(({ kind }) => kind)).toEqual([
    'proposal',
    'precommit',
    'precommit',
    'precommit',
  ]);
});
