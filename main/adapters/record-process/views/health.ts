/** How the record of one community stands on this machine, in a word and a sentence. */
import { epochAt } from '../../../../shared/ledger/epoch-value.ts';
import { shownName } from '../../../../shared/ledger/record-claims.ts';
import type { CommunityView, WitnessView } from '../../../../shared/api/community-contract.ts';
import type { RecordView } from '../../../engine/record/contract.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { indexOf, personOfDevice } from './state-index.ts';
import { bytesToHex } from '../../../../shared/base/bytes.ts';

type Health = CommunityView['health'];

const hereMs = 60_000;
const latelyMs = 3_600_000;

export function epochOf({ genesis, parameters }: OpenCommunity, atMs: number): number {
  return epochAt(atMs, Number(genesis.startsAtMs), parameters.epochMs);
}

/** The moment at which an epoch begins, and the one before it ends. */
export function epochStartMs({ genesis, parameters }: OpenCommunity, epoch: number): number {
  return Number(genesis.startsAtMs) + epoch * parameters.epochMs;
}

export function healthOf(community: OpenCommunity, nowMs: number): Health {
  const { node, store } = community;
  const view = node.view();
  const presentEpoch = epochOf(community, nowMs);
  const witnesses = witnessesOf(community, nowMs);
  return {
    ...wordsOf(view, community, nowMs, witnesses),
    reachable: view.isReachable,
    peers: view.peers,
    height: view.height,
    epoch: Math.max(0, view.epoch ?? 0),
    certifiedAtMs: view.epoch === null ? null : epochStartMs(community, view.epoch + 1),
    presentEpoch,
    presentEpochEndsAtMs: epochStartMs(community, presentEpoch + 1),
    waiting: view.poolCount,
    bytesOnDisk: store.bytesOnDisk(),
    refused: view.turnedAway.map(({ reason, times }) => ({ reason, times })),
  };
}

export function witnessesOf({ node }: OpenCommunity, nowMs: number): WitnessView[] {
  const state = node.state();
  return node.view().witnesses.map(({ device, isThis, heardAtMs }) => {
    const id = bytesToHex(device);
    const member = personOfDevice(state, id);
    const label =
      indexOf(state)
        .devicesOf(member.id)
        .find(([key]) => key === id)?.[1].label ?? '';
    return {
      ...{ device: id, member, label: shownName(label), isMe: isThis, heardAtMs },
      state: isThis ? 'here' : heardState(heardAtMs, nowMs),
    };
  });
}

function heardState(heardAtMs: number | null, nowMs: number): WitnessView['state'] {
  if (heardAtMs === null) return 'not heard yet';
  if (nowMs - heardAtMs <= hereMs) return 'here';
  return nowMs - heardAtMs <= latelyMs ? 'heard lately' : 'silent';
}

function wordsOf(
  view: RecordView,
  community: OpenCommunity,
  nowMs: number,
  witnesses: readonly WitnessView[],
): Pick<Health, 'state' | 'sentence'> {
  if (view.disagrees !== null) {
    const at = `At height ${view.disagrees.height} this computer reaches another state than the certificate says`;
    const sentence = `${at}. It certifies no more. Make an audit, and show others what it says.`;
    return { state: 'disagrees', sentence };
  }
  if (view.catchingUp !== null) {
    const { what, done, total } = view.catchingUp;
    return { state: 'catching up', sentence: `Fetching ${what}: ${done} of ${total}.` };
  }
  const present = witnesses.filter(({ state }) => state === 'here').length;
  const isAlone = witnesses.length === 1 && witnesses[0]?.isMe === true;
  if (view.peers === 0 && !isAlone) {
    const sentence =
      'Nobody else of the community is connected. What is signed is kept, and passed on later.';
    return { state: 'alone', sentence };
  }
  if (present * 3 <= witnesses.length * 2 && !isAlone) {
    const sentence = `${present} of ${witnesses.length} witnesses are here, and more than two thirds must be. Nothing is lost meanwhile.`;
    return { state: 'waiting for witnesses', sentence };
  }
  const left = view.poolCount === 0 ? 'Everything is certified.' : waitingSentence(view.poolCount);
  const isNew = nowMs - community.openedAtMs < 5_000 && view.height === 0;
  return isNew
    ? { state: 'starting', sentence: 'The record has just been opened.' }
    : { state: 'in step', sentence: left };
}

function waitingSentence(count: number): string {
  return count === 1
    ? 'One record waits for the next certificate.'
    : `${count} records wait for the next certificate.`;
}
