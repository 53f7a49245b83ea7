/** Algorithm 1 of the Tendermint paper, rule by rule: the numbers are its lines. */
import { describe, expect, test } from 'vitest';
import type { Effect } from '../../shared/consensus/contract.ts';
import { nodeInHand, proposal, valueOf, votes } from '../support/consensus-node.ts';

const blue = valueOf('blue');

function proposed(round: number, name: string, validRound = -1) {
  return proposal(4, round, name, validRound);
}

function timersOf(effects: readonly Effect[]): readonly string[] {
  return effects
    .filter((each) => each.type === 'scheduleTimeout')
    .map(({ step, round, ms }) => `${step} ${round} ${ms}`);
}

/** Witness 3, which never proposes in the rounds of these tests, having prevoted blue in round 0. */
function prevoter() {
  const node = nodeInHand(4, 3);
  node.hear(proposed(0, 'blue'));
  node.judge(blue.id, true);
  return node;
}

/** The same, locked on blue in round 0. */
function locked() {
  const node = prevoter();
  node.hear(...votes('prevote', [0, 1], 0, 'blue'));
  return node;
}

/** Lets the node go to a later round, which two others are in. */
function goTo(node: ReturnType<typeof locked>, round: number) {
  node.hear(...votes('precommit', [0, 1], round, null));
}

describe('lines 11 to 21: a round begins', () => {
  test('the proposer asks for a value, and proposes it', () => {
    const node = nodeInHand(4, 0);
    expect(node.effects).toContainEqual({ type: 'makeValue', round: 0 });
    node.give({ type: 'ownValue', round: 0, value: blue.value });
    expect(node.said()).toEqual(['proposal 0 blue', 'prevote 0 blue']);
  });
  test('whoever does not propose waits for it no longer than a timeout', () => {
    const node = nodeInHand(4, 1);
    expect(node.effects).toEqual([
      { type: 'scheduleTimeout', step: 'propose', round: 0, ms: 1000 },
    ]);
  });
  test('a proposer whose value does not come goes on like the others', () => {
    const node = nodeInHand(4, 0);
    node.give({ type: 'timeout', step: 'propose', round: 0 });
    node.give({ type: 'ownValue', round: 0, value: blue.value });
    expect(node.said()).toEqual(['prevote 0 nil']);
  });
  test('the value of an earlier round is not proposed in a later one', () => {
    const node = nodeInHand(4, 1);
    node.hear(...votes('prevote', [0, 2], 1, null));
    node.give({ type: 'ownValue', round: 0, value: blue.value });
    expect(node.said()).toEqual([]);
  });
  test('a proposer that knows a valid value proposes that one, with its round', () => {
    const node = nodeInHand(4, 1);
    node.hear(proposed(0, 'blue'));
    node.judge(blue.id, true);
    node.hear(...votes('prevote', [0, 2], 0, 'blue'));
    node.give({ type: 'timeout', step: 'precommit', round: 0 });
    expect(node.said().slice(2)).toEqual(['proposal 1 blue since 0', 'prevote 1 blue']);
    expect(node.effects.some(({ type }) => type === 'makeValue')).toBe(false);
  });
  test('timeouts grow with the rounds, up to their limit', () => {
    const node = nodeInHand(4, null);
    node.hear(...votes('prevote', [0, 1], 3, null));
    node.hear(...votes('prevote', [0, 1], 90, null));
    expect(timersOf(node.effects)).toEqual(['propose 0 1000', 'propose 3 1300', 'propose 90 2000']);
  });
});

describe('lines 22 to 27: a new value is proposed', () => {
  test('nothing is said before the value is known to be valid', () => {
    const node = nodeInHand(4, 3);
    const effects = node.hear(proposed(0, 'blue'));
    expect(effects).toEqual([{ type: 'validate', ...blue }]);
    node.judge(blue.id, true);
    expect(node.said()).toEqual(['prevote 0 blue']);
  });
  test('a value that is not valid is prevoted against', () => {
    const node = nodeInHand(4, 3);
    node.hear(proposed(0, 'blue'));
    node.judge(blue.id, false);
    expect(node.said()).toEqual(['prevote 0 nil']);
  });
  test('a witness that is locked on another value prevotes against it, whatever it is', () => {
    const node = locked();
    goTo(node, 1);
    node.hear(proposed(1, 'green'));
    expect(node.said().slice(2)).toEqual(['prevote 1 nil']);
  });
  test('a witness that is locked on this value prevotes it', () => {
    const node = locked();
    goTo(node, 1);
    node.hear(proposed(1, 'blue'));
    expect(node.said().slice(2)).toEqual(['prevote 1 blue']);
  });
  test('a value is validated once, however often it is proposed', () => {
    const node = locked();
    goTo(node, 1);
    node.hear(proposed(1, 'blue'));
    expect(node.effects.filter(({ type }) => type === 'validate').length).toBe(1);
  });
  test('the proposal of a later round waits for its round', () => {
    const node = nodeInHand(4, 3);
    expect(node.hear(proposed(2, 'blue'))).toEqual([]);
    goTo(node, 2);
    expect(node.effects).toContainEqual({ type: 'validate', ...blue });
  });
});

describe('lines 28 to 33: a value of an earlier round is proposed', () => {
  test('it is prevoted once the prevotes of that round are there', () => {
    const node = nodeInHand(4, 3);
    goTo(node, 1);
    node.hear(proposed(1, 'blue', 0));
    node.judge(blue.id, true);
    node.hear(...votes('prevote', [0, 1], 0, 'blue'));
    expect(node.said()).toEqual([]);
    node.hear(...votes('prevote', [2], 0, 'blue'));
    expect(node.said()).toEqual(['prevote 1 blue']);
  });
  test('a lock of an earlier round gives way to it', () => {
    const node = locked();
    goTo(node, 2);
    node.hear(proposed(2, 'green', 1), ...votes('prevote', [0, 1, 2], 1, 'green'));
    node.judge(valueOf('green').id, true);
    expect(node.said().slice(2)).toEqual(['prevote 2 green']);
  });
  test('a lock of a later round does not', () => {
    const node = nodeInHand(4, 3);
    goTo(node, 1);
    node.hear(proposed(1, 'blue'));
    node.judge(blue.id, true);
    node.hear(...votes('prevote', [0, 1], 1, 'blue'));
    goTo(node, 2);
    node.hear(proposed(2, 'green', 0), ...votes('prevote', [0, 1, 2], 0, 'green'));
    node.judge(valueOf('green').id, true);
    expect(node.said().slice(2)).toEqual(['prevote 2 nil']);
  });
  test('a value that is not valid is prevoted against, whoever prevoted it before', () => {
    const node = nodeInHand(4, 3);
    goTo(node, 1);
    node.hear(proposed(1, 'blue', 0), ...votes('prevote', [0, 1, 2], 0, 'blue'));
    node.judge(blue.id, false);
    expect(node.said()).toEqual(['prevote 1 nil']);
  });
});

describe('lines 34 and 35: prevotes do not agree', () => {
  test('a quorum of any prevotes starts the timeout, once', () => {
    const node = prevoter();
    expect(timersOf(node.hear(...votes('prevote', [0], 0, null)))).toEqual([]);
    expect(timersOf(node.hear(...votes('prevote', [1], 0, 'green')))).toEqual(['prevote 0 500']);
    expect(timersOf(node.hear(...votes('prevote', [2], 0, 'green')))).toEqual([]);
  });
  test('not while this witness has yet to prevote', () => {
    const node = nodeInHand(4, 3);
    expect(
      timersOf(
        node.hear(...votes('prevote', [0], 0, null), ...votes('prevote', [1, 2], 0, 'green')),
      ),
    ).toEqual([]);
  });
});

describe('lines 36 to 43: a quorum prevotes one value', () => {
  test('the witness locks and precommits it, after both are in the log', () => {
    const node = locked();
    expect(node.said().slice(1)).toEqual(['precommit 0 blue']);
    const order = node.effects
      .slice(-4)
      .map((effect) => (effect.type === 'persist' ? effect.entry.type : effect.type));
    expect(order).toEqual(['broadcast', 'polka', 'said', 'broadcast']);
    expect(node.state().locked).toEqual({ round: 0, id: blue.id });
    expect(node.state().valid?.prevotes.map(({ witness }) => witness)).toEqual([0, 1, 3]);
  });
  test('two of four are no quorum', () => {
    const node = prevoter();
    node.hear(...votes('prevote', [0], 0, 'blue'));
    expect(node.said()).toEqual(['prevote 0 blue']);
  });
  test('whoever has precommitted nil before keeps it as valid only', () => {
    const node = prevoter();
    node.hear(...votes('prevote', [0], 0, 'blue'), ...votes('prevote', [1], 0, null));
    node.give({ type: 'timeout', step: 'prevote', round: 0 });
    node.hear(...votes('prevote', [2], 0, 'blue'));
    expect(node.said().slice(1)).toEqual(['precommit 0 nil']);
    expect(node.state().locked).toBe(null);
    expect(node.state().valid?.proposal.id).toEqual(blue.id);
  });
  test('nothing happens while the value is not known to be valid', () => {
    const node = nodeInHand(4, 3);
    node.hear(proposed(0, 'blue'));
    node.give({ type: 'timeout', step: 'propose', round: 0 });
    node.hear(...votes('prevote', [0, 1, 2], 0, 'blue'));
    expect(node.said()).toEqual(['prevote 0 nil']);
    node.judge(blue.id, true);
    expect(node.said().slice(1)).toEqual(['precommit 0 blue']);
  });
  test('it happens once', () => {
    const node = locked();
    expect(node.hear(...votes('prevote', [2], 0, 'blue'))).toEqual([]);
  });
});

describe('lines 44 to 48: nothing is agreed', () => {
  test('a quorum against everything is precommitted at once', () => {
    const node = prevoter();
    node.hear(...votes('prevote', [0, 1, 2], 0, null));
    expect(node.said().slice(1)).toEqual(['precommit 0 nil']);
  });
  test('a quorum of any precommits starts the timeout, once, in whatever step', () => {
    const node = nodeInHand(4, 3);
    expect(timersOf(node.hear(...votes('precommit', [0, 1], 0, null)))).toEqual([]);
    expect(timersOf(node.hear(...votes('precommit', [2], 0, 'blue')))).toEqual(['precommit 0 400']);
    node.give({ type: 'timeout', step: 'propose', round: 0 });
    expect(timersOf(node.effects).length).toBe(2);
  });
});

describe('lines 49 to 54: a quorum precommits one value', () => {
  test('it is decided, with the precommits that prove it', () => {
    const node = locked();
    node.hear(...votes('precommit', [1], 0, 'blue'));
    const [decision] = node.hear(...votes('precommit', [2], 0, 'blue'));
    expect(decision).toMatchObject({ type: 'decide', round: 0, ...blue });
    expect(node.state().decision?.precommits.map(({ witness }) => witness)).toEqual([1, 2, 3]);
  });
  test('in a later round, too', () => {
    const node = locked();
    goTo(node, 5);
    const effects = node.hear(...votes('precommit', [1, 2], 0, 'blue'));
    expect(effects.map(({ type }) => type)).toEqual(['decide']);
  });
  test('not before the value is known to be valid', () => {
    const node = nodeInHand(4, 3);
    const effects = node.hear(proposed(0, 'blue'), ...votes('precommit', [0, 1, 2], 0, 'blue'));
    expect(effects.some(({ type }) => type === 'decide')).toBe(false);
    expect(node.judge(blue.id, true).at(-1)?.type).toBe('decide');
  });
  test('not without the proposal', () => {
    const node = nodeInHand(4, 3);
    node.hear(...votes('precommit', [0, 1, 2], 0, 'blue'));
    expect(node.state().decision).toBe(null);
    node.hear(proposed(0, 'blue'));
    node.judge(blue.id, true);
    expect(node.state().decision?.id).toEqual(blue.id);
  });
  test('nothing follows after it', () => {
    const node = locked();
    node.hear(...votes('precommit', [1, 2], 0, 'blue'));
    const decided = node.state();
    expect(node.hear(...votes('precommit', [0, 1, 2], 7, null))).toEqual([]);
    expect(node.give({ type: 'timeout', step: 'precommit', round: 0 })).toEqual([]);
    expect(node.state()).toBe(decided);
  });
});

describe('lines 55 and 56: others are further', () => {
  test('two of four in a later round take this witness there', () => {
    const node = nodeInHand(4, 3);
    node.hear(...votes('prevote', [0], 6, null));
    expect(node.state().round).toBe(0);
    node.hear(...votes('precommit', [1], 6, 'green'));
    expect(node.state()).toMatchObject({ round: 6, step: 'propose' });
  });
  test('a liar alone takes it nowhere, and no further than an honest witness', () => {
    const node = nodeInHand(4, 3);
    node.hear(...votes('prevote', [0], 1_000_000, null), ...votes('precommit', [0], 7, null));
    expect(node.state().round).toBe(0);
    node.hear(...votes('prevote', [1], 5, null));
    expect(node.state().round).toBe(5);
  });
  test('a witness that is hundreds of rounds behind gets there, too', () => {
    const node = nodeInHand(4, 3);
    node.hear(...votes('prevote', [0, 1], 700, null));
    expect(node.state().round).toBe(700);
  });
});

describe('lines 57 to 67: timeouts', () => {
  test('without a proposal nil is prevoted', () => {
    const node = nodeInHand(4, 3);
    node.give({ type: 'timeout', step: 'propose', round: 0 });
    expect(node.said()).toEqual(['prevote 0 nil']);
  });
  test('without agreement nil is precommitted', () => {
    const node = prevoter();
    node.give({ type: 'timeout', step: 'prevote', round: 0 });
    expect(node.said().slice(1)).toEqual(['precommit 0 nil']);
  });
  test('without a decision the next round begins', () => {
    const node = prevoter();
    node.give({ type: 'timeout', step: 'precommit', round: 0 });
    expect(node.state()).toMatchObject({ round: 1, step: 'propose' });
  });
  test.for([
    { step: 'propose', round: 0 },
    { step: 'prevote', round: 1 },
    { step: 'precommit', round: 1 },
  ] as const)('one of another round or step changes nothing: $step $round', (timeout) => {
    const node = prevoter();
    const before = node.state();
    expect(node.give({ type: 'timeout', ...timeout })).toEqual([]);
    expect(node.state()).toBe(before);
  });
});

describe('a committee of one', () => {
  test('decides with its own votes, in one step', () => {
    const node = nodeInHand(1, 0);
    node.give({ type: 'ownValue', round: 0, value: blue.value });
    expect(node.said()).toEqual(['proposal 0 blue', 'prevote 0 blue', 'precommit 0 blue']);
    expect(node.effects.at(-1)?.type).toBe('decide');
  });
});

describe('whoever only follows', () => {
  test('says nothing, and decides like the others', () => {
    const node = nodeInHand(4, null);
    node.hear(proposed(0, 'blue'), ...votes('prevote', [0, 1, 2], 0, 'blue'));
    node.judge(blue.id, true);
    node.hear(...votes('precommit', [0, 1, 2], 0, 'blue'));
    expect(node.said()).toEqual([]);
    expect(node.state().decision?.id).toEqual(blue.id);
  });
});
