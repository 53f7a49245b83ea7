/**
 * One machine's part in the record of one community: it keeps the record, carries it between its neighbours, and
 * certifies it where it is a witness. The protocol is specified in shared/peers/record-protocol.ts, the records in
 * shared/ledger/record.ts, the consensus in shared/consensus.
 *
 * What it must never do: change the certified state but by a certificate, acknowledge a record that is not on the
 * disk, say two things with one number or in one place of the consensus, or believe a peer.
 */
import { assert } from '../../../shared/base/assert.ts';
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { refuse } from '../../../shared/base/result.ts';
import { checkGenesis } from '../../../shared/ledger/check-genesis.ts';
import type { CheckedGenesis } from '../../../shared/ledger/check-genesis.ts';
import type { Evidence } from '../../../shared/consensus/contract.ts';
import type { Message } from '../../../shared/consensus/messages.ts';
import { encodeMessage } from '../../../shared/consensus/messages.ts';
import type { CheckedRecord } from '../../../shared/ledger/record.ts';
import { isQuestion } from '../../../shared/peers/record-protocol.ts';
import type { RecordFrame } from '../../../shared/peers/record-protocol.ts';
import { auditRecord } from './audit.ts';
import { createAuthoring } from './authoring.ts';
import { createCatchUp } from './catch-up.ts';
import { openChain } from './chain.ts';
import type { Candidate } from './chain.ts';
import type { Draft, RecordNode } from './contract.ts';
import { createDoor, isMachineOfMember } from './door.ts';
import { createFetcher } from './fetch.ts';
import { createNeighbours } from './neighbours.ts';
import type { Neighbour } from './neighbours.ts';
import { createOldHeights } from './old-heights.ts';
import { openPool } from './pool.ts';
import type { RecordPorts } from './ports.ts';
import { createOwnSeals } from './own-seals.ts';
import type { OwnSeals } from './own-seals.ts';
import { createReader } from './reader.ts';
import { createServing } from './serving.ts';
import { createSetFetch } from './set-fetch.ts';
import { createSetRelay } from './set-relay.ts';
import { createSets } from './sets.ts';
import { createSync } from './sync.ts';
import { createTimes } from './times.ts';
import { recordView } from './view.ts';
import { createVotes } from './votes.ts';
import { createWitness } from './witness.ts';

export function createRecordNode(ports: RecordPorts): RecordNode {
  const checked = checkGenesis(ports.store.genesis, ports.cryptography);
  assert(checked.ok, 'a store has a genesis that was checked');
  return assemble(ports, checked.value);
}

/**
 * How long a machine listens before it speaks as a witness or writes: what it may have said or written before its
 * store was copied back comes to it from others.
 */
const listenMsMax = 5_000;
/** Nobody's clock is further ahead; what is about a later epoch is not taken in. */
const clocksApartMsMax = 3_600_000;
/** Neighbours whose pools are compared at once. */
const comparedAtOnce = 3;

function timesOf(
  { genesis, parameters: { epochMs } }: CheckedGenesis,
  clock: RecordPorts['clock'],
) {
  const listenMs = Math.min(listenMsMax, Math.ceil(epochMs / 12));
  const times = createTimes(Number(genesis.startsAtMs), epochMs);
  const epochMax = () => times.epochNow(clock.now() + clocksApartMsMax);
  return { times, listenMs, epochMax };
}

function notYet(hasMetNobody: boolean) {
  return refuse(
    'still_listening',
    hasMetNobody
      ? 'This computer has met no other one of the community since it started, and cannot know whether its copy of the record is the latest: it writes as soon as it meets one.'
      : 'This copy of the record is being compared with others: try again in a few seconds.',
  );
}

function assemble(ports: RecordPorts, genesis: CheckedGenesis): RecordNode {
  const { clock, cryptography, store, log, random } = ports;
  const { community } = genesis;
  const { hash } = cryptography;
  const { times, listenMs, epochMax } = timesOf(genesis, clock);
  const chain = openChain(store, genesis, hash);
  const reader = createReader(community, cryptography, ports.verifyMany, clock);
  const fetcher = createFetcher();
  const listeners = new Set<() => void>();
  let [cancels, isTelling]: [(() => void)[], boolean] = [[], false];
  let [startedAt, disagrees]: [number | null, { readonly height: number } | null] = [null, null];

  const authoring = createAuthoring(ports, {
    ...{ community, state: chain.state, keyChanged },
    findCredential: (device) => pool.joiningRecordOf(device),
    submit: (bytes) => pool.submit(bytes),
  });
  const read = { store, reader, hash, taking: authoring.seen, changed: grew };
  const pool = openPool({ ...read, state: chain.state, epochMax });
  const neighbours = createNeighbours(ports, community, {
    ...{ device: authoring.device, credential: authoring.credential },
    status: () => ({ height: chain.tip().height, id: chain.tip().id }),
    ...createDoor(reader, chain.state, () => times.epochNow(clock.now())),
  });
  const { turnAway, all } = neighbours;
  const base = { clock, random, cryptography, hash, community, store, chain, pool, reader };
  const near = { ...base, neighbours: all, turnAway, fetcher, times, device: authoring.device };
  const sets = createSets(near);
  const sync = createSync({ ...near, height: () => chain.tip().height });
  const votes = createVotes({ ...near, tip: chain.tip, came: heardVote });
  const witness = createWitness({
    ...{ ...near, sets, votes, close, accuse },
    mayWitness: () => isLevel() && disagrees === null,
    keyWasUsed: authoring.giveUpKey,
  });
  const catchUp = createCatchUp({ ...near, sets, close, adopt, disagree, changed });
  const relay = createSetRelay({ ...near, sets, votes, height: () => chain.tip().height });
  const serve = createServing(store, sets, pool, relay, hash);
  const seals = ownSeals();
  const oldHeights = createOldHeights({ ...ports, ...near, authoring, catchUp, keep: ports.keep });

  function heardVote(message: Message): void {
    witness.heard(message);
  }

  function hasListened(): boolean {
    return startedAt !== null && clock.elapsed() - startedAt >= listenMs;
  }

  function isLevel(): boolean {
    return hasListened() && !catchUp.isBehind();
  }

  function author(draft: Draft): ReturnType<RecordNode['author']> {
    if (!hasListened()) return notYet(false);
    return catchUp.mayBeOld() ? notYet(all().length === 0) : authoring.write(draft);
  }

  function ownSeals(): OwnSeals {
    return createOwnSeals({
      ...{ ...base, log, member: ports.member, state: chain.state, author },
      epochNow: () => times.epochNow(clock.now()),
      mayWrite: isLevel,
    });
  }

  function grew(added: readonly CheckedRecord[]): void {
    sync.announce(added);
    changed();
  }

  function keyChanged(): void {
    log.warn('This machine has taken a fresh key: its copy of the record was not the latest.');
    witness.heightMoved();
    neighbours.greetAgain();
    changed();
  }

  function close(candidate: Candidate, certificate: Uint8Array): void {
    for (const record of candidate.records) authoring.seen(record);
    chain.close(candidate, certificate, (id) => pool.get(bytesToHex(id)) !== null);
    seals.closed(candidate);
    moved(candidate.records);
  }

  function adopt(...given: Parameters<typeof chain.adopt>): boolean {
    if (!chain.adopt(...given)) return false;
    authoring.adopted();
    moved([]);
    return true;
  }

  function moved(certified: readonly CheckedRecord[]): void {
    pool.settle(certified);
    votes.heightMoved();
    sets.forget();
    relay.stop();
    witness.heightMoved();
    neighbours.heightMoved();
    catchUp.heightMoved();
    oldHeights.look();
    changed();
    // What waits is shown only to whoever stands at the same height: who is still catching up has heard nothing of
    // what it may have written before its store was copied back.
    if (startedAt === null || hasListened()) return;
    startedAt = clock.elapsed();
    compareSome();
  }

  function disagree(height: number): void {
    disagrees = { height };
    witness.stop();
    log.warn(`The certificate of height ${height} says another state than its records make.`);
    changed();
  }

  function accuse(by: Uint8Array, { first, second }: Evidence): void {
    const device = bytesToHex(by);
    const isKnown = pool
      .records()
      .some((each) => each.kind === 'evidence' && bytesToHex(each.body.witness) === device);
    const own = bytesToHex(authoring.device().publicKey);
    if (
      isKnown ||
      !isMachineOfMember(chain.state(), device) ||
      !isMachineOfMember(chain.state(), own)
    )
      return;
    const body = { witness: by, first: encodeMessage(first), second: encodeMessage(second) };
    authoring.write({ kind: 'evidence', body });
  }

  function heard(neighbour: Neighbour, frame: RecordFrame): void {
    if (isQuestion(frame)) neighbour.link.send(serve(frame));
    else if (frame.kind === 'have') sync.heardHave(neighbour, frame);
    else if (frame.kind === 'digest') sync.heardDigest(neighbour, frame);
    else if (frame.kind === 'vote') votes.heard(neighbour, frame.message);
  }

  /** Whoever stands at this height is told what was said about the next one, and shown the pool. */
  function met(neighbour: Neighbour): void {
    if (neighbour.height > chain.tip().height) catchUp.look();
    votes.tell(neighbour);
    sync.compare(neighbour);
    changed();
  }

  function tick(): void {
    const credential = authoring.credential();
    if (credential.byteLength > 0) pool.submit(credential);
    catchUp.look();
    seals.look();
    witness.tick();
  }

  function compareSome(): void {
    const here = all().filter(({ height }) => height === chain.tip().height);
    const start = (random.bytes(1)[0] ?? 0) % Math.max(1, here.length);
    const some = [...here.slice(start), ...here.slice(0, start)].slice(0, comparedAtOnce);
    for (const neighbour of some) sync.compare(neighbour);
  }

  function changed(): void {
    if (isTelling || listeners.size === 0) return;
    isTelling = true;
    clock.after(0, () => {
      isTelling = false;
      for (const listener of listeners) listener();
    });
  }

  return {
    start() {
      startedAt = clock.elapsed();
      oldHeights.start();
      cancels = [clock.every(times.tickMs, tick), clock.every(times.compareMs, compareSome)];
      return neighbours.start({
        ...{ arrived: met, heightChanged: met, caughtUp: met, heard, changed },
        left: fetcher.left,
        keyIsElsewhere: authoring.giveUpKey,
      });
    },
    async stop() {
      for (const cancel of cancels) cancel();
      startedAt = null;
      witness.stop();
      relay.stop();
      oldHeights.stop();
      catchUp.stop();
      sync.stop();
      await neighbours.stop();
    },
    submit: pool.submit,
    submitAll: pool.submitAll,
    author,
    ...seals.keeping,
    state: chain.state,
    provisional: () => pool.preview(Math.max(chain.tip().epoch + 1, times.epochNow(clock.now()))),
    view: () =>
      recordView({ chain, pool, neighbours, catchUp, witness, votes, authoring, clock }, disagrees),
    onChange(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    audit({ fromHeight = 1, fetches = false }, onProgress) {
      const fetchSet = fetches ? createSetFetch(createSets(near), all) : undefined;
      const audited = { clock, cryptography, store, genesis, reader, fetchSet };
      return auditRecord(audited, fromHeight, onProgress);
    },
  };
}
