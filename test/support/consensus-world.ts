/**
 * A committee that agrees on one height in bad weather: honest witnesses that crash at any moment and come back
 * from their logs, one who only follows, and as many liars as the algorithm allows. All of it follows
 * from the seed.
 */
import { textToBytes } from '../../shared/base/bytes.ts';
import { certificateOf, checkCertificate } from '../../shared/consensus/certificate.ts';
import { checkEvidence, checkMessage } from '../../shared/consensus/check-message.ts';
import type { Effect, HeightConfig, LogEntry, Signer } from '../../shared/consensus/contract.ts';
import { gossip } from '../../shared/consensus/gossip.ts';
import { decodeLogEntry, encodeLogEntry, replay } from '../../shared/consensus/log.ts';
import { next } from '../../shared/consensus/machine.ts';
import type { Message } from '../../shared/consensus/messages.ts';
import { decodeMessage, encodeMessage } from '../../shared/consensus/messages.ts';
import { faultsOf } from '../../shared/consensus/quorum.ts';
import type { ConsensusState } from '../../shared/consensus/state.ts';
import type { Committee } from './consensus-keys.ts';
import { cheapCommittee, idOf, realCommittee } from './consensus-keys.ts';
import { addLiar } from './consensus-liars.ts';
import type { ConsensusNetwork } from './consensus-network.ts';
import { createConsensusNetwork } from './consensus-network.ts';
import { createChance } from './engine-world/chance.ts';
import type { Chance } from './engine-world/chance.ts';

export interface ConsensusWorld {
  readonly chance: Chance;
  readonly network: ConsensusNetwork;
  readonly committee: Committee;
  readonly height: number;
  readonly chain: Uint8Array;
  /** Places in the network: the witnesses, and after them whoever only follows. */
  readonly places: number;
  readonly honest: ReadonlySet<number>;
  /** What went wrong, in sentences. */
  readonly faults: string[];
  /** What honest witnesses have said in each place. */
  readonly said: Map<string, string>;
  /** Ids that were decided by those who keep to the rules. */
  readonly decided: Map<number, string>;
  readonly story: { roundsMost: number; crashes: number; evidence: number };
}

export interface Ending {
  readonly faults: readonly string[];
  readonly size: number;
  /** From the calm until all had decided. */
  readonly tookMs: number;
  readonly roundsMost: number;
  readonly crashes: number;
  readonly evidence: number;
}

/** After the calm: enough for the longest timeouts of several rounds of liars. */
const peaceMs = 180_000;
export const timeouts = {
  proposeMs: 300,
  prevoteMs: 150,
  precommitMs: 150,
  growthMs: 50,
  mostMs: 3000,
};

/** Values whose first letter is `v` are valid. */
export function isValid(value: Uint8Array): boolean {
  return value[0] === 'v'.charCodeAt(0);
}

/** What happens with this seed. */
export function runConsensus(seed: number): Ending {
  const chance = createChance(seed);
  const size = chance.one([1, 4, 4, 7]);
  const calmAtMs = chance.whole(0, 40_000);
  /** By kind of message: often only the last votes are missing when a round ends. */
  const lossesMilli = Array.from({ length: 3 }, () => chance.one([0, 0, 200, 500, 900]));
  const weather = {
    calmAtMs,
    lossMilli: (frame: Uint8Array) => lossesMilli[frame[1] ?? 0] ?? 0,
    repeatMilli: chance.one([0, 300]),
    delayMs: chance.one([50, 300, 1000, 5000]),
  };
  const network = createConsensusNetwork(chance, size + 1, weather);
  const liars = new Set<number>();
  const liarsMost = chance.whole(0, faultsOf(size));
  while (liars.size < liarsMost) liars.add(chance.whole(0, size - 1));
  const world: ConsensusWorld = {
    chance,
    network,
    committee: seed % 20 === 0 ? realCommittee(size) : cheapCommittee(size),
    height: chance.whole(1, 1000),
    chain: chance.bytes(32),
    places: size + 1,
    honest: new Set(
      Array.from({ length: size }, (_, index) => index).filter((index) => !liars.has(index)),
    ),
    faults: [],
    said: new Map(),
    decided: new Map(),
    story: { roundsMost: 0, crashes: 0, evidence: 0 },
  };
  for (const witness of world.honest) addNode(world, witness, witness);
  addNode(world, size, null);
  for (const witness of liars) addLiar(world, witness);
  const all = world.honest.size + 1;
  if (!network.run(() => world.decided.size === all, calmAtMs + peaceMs)) {
    world.faults.push(`only ${world.decided.size} of ${all} have decided`);
  }
  if (new Set(world.decided.values()).size > 1) world.faults.push('they do not agree');
  return { faults: world.faults, size, tookMs: network.now() - calmAtMs, ...world.story };
}

/** One who keeps to the rules: a witness, or one who only follows. */
function addNode(world: ConsensusWorld, place: number, me: number | null): void {
  const { chance, network, committee, height, chain } = world;
  const config: HeightConfig = { committee: committee.keys, me, height, chain, timeouts };
  const signer: Signer = committee.signerOf(me);
  const disk: Uint8Array[] = [];
  /** A fast clock or a slow one. */
  const clockMilli = chance.whole(500, 2000);
  const gossipMs = chance.one([700, 2000, 10_000]);
  let state: ConsensusState | null = null;
  let kept: readonly Message[] | null = null;
  let life = 0;
  let effectsLeft = Infinity;

  function wake(): void {
    life += 1;
    const entries = disk.map(readEntry);
    effectsLeft = network.isCalm() || chance.whole(0, 2) === 0 ? Infinity : chance.whole(1, 40);
    state = kept === null ? replay(config, entries) : null;
    give({ type: 'start' });
    repeat(life);
  }

  function crash(): void {
    world.story.crashes += 1;
    life += 1;
    state = null;
    network.after(chance.whole(1, 3000), wake);
  }

  /** The worst that can happen to the others: one knows, and is away until the network is calm. */
  function keepToItself(): void {
    life += 1;
    state = null;
    network.after(network.msUntilCalm(), wake);
  }

  /** Does it in this life only. */
  function later(ms: number, action: () => void): void {
    const asked = life;
    network.after(ms, () => {
      if (asked === life) action();
    });
  }

  function repeat(asked: number): void {
    if (asked !== life) return;
    const messages = kept ?? (state === null ? [] : gossip(state));
    tell(world, place, messages);
    network.after(Math.min(gossipMs, network.msUntilCalm() + 700), () => {
      repeat(asked);
    });
  }

  function give(event: Parameters<typeof next>[1]): void {
    if (state === null) return;
    const outcome = next(state, event, signer);
    ({ state } = outcome);
    world.story.roundsMost = Math.max(world.story.roundsMost, state.round);
    const asked = life;
    for (const effect of outcome.effects) {
      if (asked !== life) return;
      if (effectsLeft <= 0 && !network.isCalm()) {
        crash();
        return;
      }
      effectsLeft -= 1;
      execute(effect);
    }
  }

  function execute(effect: Effect): void {
    switch (effect.type) {
      case 'persist':
        disk.push(encodeLogEntry(effect.entry));
        return;
      case 'broadcast':
        noteSaid(world, effect.message);
        tell(world, place, [effect.message]);
        return;
      case 'scheduleTimeout':
        later(Math.ceil((effect.ms * clockMilli) / 1000), () => {
          give({ type: 'timeout', step: effect.step, round: effect.round });
        });
        return;
      case 'validate':
        later(answerMs(world), () => {
          give({ type: 'valueValidity', id: effect.id, valid: isValid(effect.value) });
        });
        return;
      case 'makeValue':
        later(chance.whole(0, 200), () => {
          const value = textToBytes(`v${place} ${effect.round} ${chance.whole(0, 1_000_000)}`);
          give({ type: 'ownValue', round: effect.round, value });
        });
        return;
      case 'decide':
        kept = [effect.proposal, ...effect.precommits];
        noteDecision(world, place, effect);
        if (chance.whole(0, 1) === 0) keepToItself();
        return;
      case 'evidence':
        noteEvidence(world, effect);
    }
  }

  network.onFrames(place, (frames) => {
    for (const frame of frames) {
      const message = readFrame(world, frame);
      if (message !== null) give({ type: 'message', message });
    }
  });
  network.after(chance.whole(0, 3000), wake);
}

/** Records may be missing as long as the network is bad. */
function answerMs({ chance, network }: ConsensusWorld): number {
  if (network.isCalm()) return chance.whole(0, 50);
  return chance.one([0, 0, 0, 50, 50, 50, 1000, 20_000]);
}

function readEntry(bytes: Uint8Array): LogEntry {
  const entry = decodeLogEntry(bytes);
  if (entry === null) throw new Error('the log cannot be read');
  return entry;
}

const bytesOf = new WeakMap<Message, Uint8Array>();
const readBefore = new WeakMap<Uint8Array, { readonly message: Message | null }>();

function frameOf(message: Message): Uint8Array {
  const bytes = bytesOf.get(message) ?? encodeMessage(message);
  bytesOf.set(message, bytes);
  return bytes;
}

/** As every host does; the same bytes are not read twice. */
function readFrame(world: ConsensusWorld, frame: Uint8Array): Message | null {
  const before = readBefore.get(frame);
  if (before !== undefined) return before.message;
  const { committee, chain, height } = world;
  const message = decodeMessage(frame);
  const assembly = { committee: committee.keys, chain, height };
  const isGood = message !== null && checkMessage(message, assembly, committee.checks).ok;
  const read = { message: isGood ? message : null };
  readBefore.set(frame, read);
  return read.message;
}

/** To everybody else. */
function tell(
  { network, places }: ConsensusWorld,
  from: number,
  messages: readonly Message[],
): void {
  const frames = messages.map(frameOf);
  for (let to = 0; to < places; to += 1) {
    if (to !== from && frames.length > 0) network.send(from, to, frames);
  }
}

/** Nobody honest ever says two things in one place, crashes or not. */
function noteSaid({ said, faults }: ConsensusWorld, message: Message): void {
  const place = `witness ${message.witness}, ${message.kind} of round ${message.round}`;
  const what = frameOf(message).toString();
  if ((said.get(place) ?? what) !== what) faults.push(`${place} was said twice`);
  said.set(place, what);
}

function noteDecision(
  world: ConsensusWorld,
  place: number,
  decision: Extract<Effect, { readonly type: 'decide' }>,
): void {
  const { committee, height, chain, faults, decided } = world;
  const id = idOf(decision.value).toString();
  if ((decided.get(place) ?? id) !== id) faults.push(`${place} has decided twice`);
  decided.set(place, id);
  if (!isValid(decision.value)) faults.push(`${place} has decided on a value that is not valid`);
  const assembly = { committee: committee.keys, chain, height };
  const checked = checkCertificate(certificateOf(height, decision), assembly, committee.checks);
  if (!checked.ok) faults.push(`${place} has a certificate with ${checked.error.name}`);
}

function noteEvidence(
  world: ConsensusWorld,
  evidence: Extract<Effect, { readonly type: 'evidence' }>,
): void {
  const { committee, chain, honest, faults, story } = world;
  story.evidence += 1;
  const { witness } = evidence.first;
  if (honest.has(witness)) faults.push(`witness ${witness} is accused, and is honest`);
  const checked = checkEvidence(evidence, { committee: committee.keys, chain }, committee.checks);
  if (!checked.ok) faults.push(`the evidence is refused: ${checked.error.name}`);
}
