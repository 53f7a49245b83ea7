/** Witnesses that lie: each in its own way, at random, or in the worst way that we know of. */
import { textToBytes } from '../../shared/base/bytes.ts';
import { proposerOf } from '../../shared/consensus/check-message.ts';
import type { Effect, HeightConfig } from '../../shared/consensus/contract.ts';
import { gossip } from '../../shared/consensus/gossip.ts';
import { next } from '../../shared/consensus/machine.ts';
import type { Message, MessageBody, ProposalBody } from '../../shared/consensus/messages.ts';
import { decodeMessage, encodeMessage, messageHash } from '../../shared/consensus/messages.ts';
import { createHeight } from '../../shared/consensus/state.ts';
import { idOf } from './consensus-keys.ts';
import type { ConsensusWorld } from './consensus-world.ts';
import { isValid, timeouts } from './consensus-world.ts';

/** Silent, talkative, for everything, or two in one. */
export function addLiar(world: ConsensusWorld, witness: number): void {
  const kind = world.chance.whole(0, 5);
  if (kind === 1) addEquivocator(world, witness);
  if (kind === 2 || kind === 3) addYesSayer(world, witness);
  if (kind >= 4) addTwins(world, witness, kind === 4);
}

function sign(world: ConsensusWorld, witness: number, body: MessageBody): Uint8Array {
  const { hash, sign: signBy } = world.committee.signerOf(witness);
  const signature = signBy(messageHash(body, world.chain, hash));
  return encodeMessage({ ...body, signature });
}

/** Says to each what it likes, about rounds near and far and heights that are not asked for, and in others' names. */
function addEquivocator(world: ConsensusWorld, witness: number): void {
  const { chance, network, places } = world;
  const heard: Message[] = [];
  network.onFrames(witness, (frames) => {
    const messages = frames.map(decodeMessage).filter((message) => message !== null);
    heard.push(...messages.slice(0, 5));
    if (heard.length > 50) heard.splice(0, heard.length - 50);
  });

  function lie(): Uint8Array {
    const latest = heard.reduce((most, { round }) => Math.max(most, round), 0);
    const round = chance.one([latest, latest, latest, latest + 1, chance.whole(0, latest + 30)]);
    const height = world.height + chance.one([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    const claimed = chance.whole(0, 19) === 0 ? chance.whole(0, places) : witness;
    const place = { height, round, witness: claimed };
    const proposals = heard.filter((message) => message.kind === 'proposal');
    const mayPropose = proposerOf(world.committee.keys.length, height, round) === claimed;
    if (mayPropose && chance.whole(0, 1) === 0)
      return sign(world, witness, madeUp(place, proposals));
    const id = proposals.length > 0 && chance.whole(0, 3) > 0 ? chance.one(proposals).id : null;
    return sign(world, witness, { kind: chance.one(['prevote', 'precommit']), ...place, id });
  }

  function madeUp(
    place: Pick<ProposalBody, 'height' | 'round' | 'witness'>,
    heardOf: readonly ProposalBody[],
  ): ProposalBody {
    const name = `${chance.one(['v', 'v', 'x'])}${witness} ${chance.whole(0, 3)}`;
    const isOld = heardOf.length > 0 && chance.whole(0, 1) === 0;
    const value = isOld ? chance.one(heardOf).value : textToBytes(name);
    const validRound = chance.whole(0, 1) === 0 ? -1 : chance.whole(-1, place.round - 1);
    return { kind: 'proposal', ...place, id: idOf(value), value, validRound };
  }

  function speak(): void {
    for (let to = 0; to < places; to += 1) {
      if (to !== witness) network.send(witness, to, [lie(), lie()]);
    }
    network.after(chance.whole(50, 600), speak);
  }
  network.after(0, speak);
}

/**
 * Votes for every value there is, and always proposes another one: with its help a quorum needs the fewest
 * honest votes. Others it tells at the same time that it is against, so that they go on to the next round.
 */
function addYesSayer(world: ConsensusWorld, witness: number): void {
  const { chance, network, places, height, committee } = world;
  const seen = new Set<string>();

  /** Each place hears one of them, or none. */
  function sayOnce(what: string, bodies: () => readonly (MessageBody | null)[]): void {
    if (seen.has(what)) return;
    seen.add(what);
    const frames = bodies().map((body) => (body === null ? [] : [sign(world, witness, body)]));
    for (let to = 0; to < places; to += 1) {
      const chosen = chance.one(frames);
      const tell = () => {
        network.send(witness, to, chosen);
      };
      if (to === witness) continue;
      tell();
      network.after(chance.whole(100, 3000), tell);
    }
  }

  function hear({ round, id, height: about }: Message): void {
    if (about !== height) return;
    for (const turn of [round, round + 1]) {
      if (proposerOf(committee.keys.length, height, turn) !== witness) continue;
      const value = textToBytes(`v${witness} at ${turn}`);
      const place = { height, round: turn, witness, value, id: idOf(value) };
      const validRound = chance.one([-1, turn - 1]);
      sayOnce(`proposal ${turn}`, () => [{ kind: 'proposal', ...place, validRound }]);
    }
    if (id === null) return;
    for (const kind of ['prevote', 'precommit'] as const) {
      const vote = { kind, height, round, witness };
      const bodies = () => [{ ...vote, id }, { ...vote, id }, { ...vote, id: null }, null];
      sayOnce(`${kind} ${round} ${id.toString()}`, bodies);
    }
  }
  network.onFrames(witness, (frames) => {
    for (const message of frames.map(decodeMessage)) if (message !== null) hear(message);
  });
}

/**
 * Two machines with one key, each of which keeps to the rules, and each of which is heard by others: half of the
 * places each, or any place by chance. Each believes what the half says that hears it.
 */
function addTwins(world: ConsensusWorld, witness: number, areHalves: boolean): void {
  const { chance, network, committee, height, chain, places } = world;
  const config: HeightConfig = { committee: committee.keys, me: witness, height, chain, timeouts };
  const signer = committee.signerOf(witness);
  const sides = Array.from({ length: places }, () => chance.whole(0, 1));
  const isHeardBy = (twin: number, place: number) =>
    areHalves ? sides[place] === twin : chance.whole(0, 1) === twin;

  const twins = [0, 1].map((twin) => {
    let state = createHeight(config);
    const tell = (messages: readonly Message[]) => {
      for (let to = 0; to < places; to += 1) {
        if (to === witness || !isHeardBy(twin, to)) continue;
        network.send(witness, to, messages.map(encodeMessage));
      }
    };
    const give = (event: Parameters<typeof next>[1]) => {
      const outcome = next(state, event, signer);
      ({ state } = outcome);
      for (const effect of outcome.effects) execute(effect);
    };
    function execute(effect: Effect): void {
      if (effect.type === 'broadcast') tell([effect.message]);
      else if (effect.type === 'scheduleTimeout') {
        network.after(effect.ms, () => {
          give({ type: 'timeout', step: effect.step, round: effect.round });
        });
      } else if (effect.type === 'validate') {
        give({ type: 'valueValidity', id: effect.id, valid: isValid(effect.value) });
      } else if (effect.type === 'makeValue') {
        network.after(1, () => {
          const value = textToBytes(`v${witness} twin ${twin} ${effect.round}`);
          give({ type: 'ownValue', round: effect.round, value });
        });
      }
    }
    function repeat(): void {
      tell(gossip(state));
      network.after(900, repeat);
    }
    network.after(0, () => {
      give({ type: 'start' });
      repeat();
    });
    return give;
  });

  network.onFrames(witness, (frames) => {
    for (const frame of frames) {
      const message = decodeMessage(frame);
      if (message === null || message.witness === witness || message.height !== height) continue;
      for (const [twin, give] of twins.entries()) {
        if (isHeardBy(twin, message.witness)) give({ type: 'message', message });
      }
    }
  });
}
