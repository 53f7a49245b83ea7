/**
 * A network in memory: frames arrive late but in order, links are cut and healed, processes vanish without
 * a word and are noticed some time later, and whoever is banned is not met for ten minutes.
 */
import type { Connection, Swarm, SwarmListener } from '../../../main/engine/ports.ts';
import { bytesToHex } from '../../../shared/base/bytes.ts';
import type { Chance } from './chance.ts';
import type { Life } from './life.ts';
import type { VirtualTime } from './time.ts';

const banMs = 600_000;
const inFlightMax = 512 * 1024;
const shortMs = 15_000;
const shortMax = 3;

export interface NetworkOptions {
  readonly delayMs: readonly [least: number, most: number];
  /** How long it takes an end to notice that the other is gone. */
  readonly noticeMs: readonly [least: number, most: number];
  /** Whether frames that were under way when their sender vanished still arrive. */
  readonly lastFramesArrive: boolean;
  /**
   * Two that part four times in a row after less than fifteen seconds do not try again, until one of them looks for
   * people again. Else everybody tries for ever.
   */
  readonly givesUp?: boolean;
  /** Is shown each frame that arrives, by the names of its two ends. */
  readonly onArrival?: (from: string, to: string, frame: Uint8Array) => void;
}

export interface Network {
  join(name: string, transportKey: Uint8Array, life: Life): Swarm;
  /** The process is gone: nobody is told, but everybody notices. */
  vanish(name: string): void;
  cut(a: string, b: string): void;
  /** What `from` sends to `to` stays under way for so long, once. */
  holdBack(from: string, to: string, ms: number): void;
  heal(a: string, b: string): void;
  healAll(): void;
}

interface Station {
  readonly name: string;
  readonly key: string;
  readonly life: Life;
  readonly listener: SwarmListener;
  readonly bannedUntil: Map<string, number>;
  readonly ends: Set<End>;
}

interface End {
  readonly at: Station;
  readonly connection: Connection;
  readonly frameListeners: ((frame: Uint8Array) => void)[];
  readonly drainListeners: (() => void)[];
  readonly closeListeners: ((reason: 'left') => void)[];
  other: End | null;
  isOpen: boolean;
  readonly sinceMs: number;
  lastArrivalMs: number;
  inFlight: number;
}

export function createNetwork(time: VirtualTime, chance: Chance, options: NetworkOptions): Network {
  const stations = new Map<string, Station>();
  const cuts = new Set<string>();
  /** Short connections in a row, by link. */
  const inARow = new Map<string, number>();
  const delay = () => chance.whole(...options.delayMs);
  const notice = () => chance.whole(...options.noticeMs);
  const linkOf = (a: string, b: string) => [a, b].sort().join(' ');

  function closed(end: End): void {
    if (!end.isOpen) return;
    end.isOpen = false;
    end.at.ends.delete(end);
    if (end.at.life.isAlive()) for (const each of end.closeListeners) each('left');
    const remote = end.other?.at;
    if (remote !== undefined && !isGivenUp(end)) meetLater(end.at.name, remote.name);
  }

  /** Counted where the first of the two ends closes. */
  function isGivenUp({ at, other, sinceMs }: End): boolean {
    if (options.givesUp !== true || other === null) return false;
    const link = linkOf(at.name, other.at.name);
    const isShort = time.now() - sinceMs < shortMs;
    if (other.isOpen) inARow.set(link, isShort ? (inARow.get(link) ?? 0) + 1 : 0);
    return (inARow.get(link) ?? 0) > shortMax;
  }

  function canMeet(a: Station, b: Station): boolean {
    const isBanned = (by: Station, who: Station) => (by.bannedUntil.get(who.key) ?? 0) > time.now();
    const areConnected = [...a.ends].some(({ other }) => other?.at === b && other.isOpen);
    return (
      a.life.isAlive() &&
      b.life.isAlive() &&
      !cuts.has(linkOf(a.name, b.name)) &&
      !isBanned(a, b) &&
      !isBanned(b, a) &&
      !areConnected
    );
  }

  function meetLater(nameA: string, nameB: string): void {
    time.after(chance.whole(100, 400), () => {
      const [a, b] = [stations.get(nameA), stations.get(nameB)];
      if (a !== undefined && b !== undefined && canMeet(a, b)) connect(a, b);
    });
  }

  function connect(a: Station, b: Station): void {
    const channelHash = chance.bytes(32);
    const [endA, endB] = [createEnd(a, b, channelHash), createEnd(b, a, channelHash)];
    endA.other = endB;
    endB.other = endA;
    endB.lastArrivalMs = time.now() + delay();
    time.after(endB.lastArrivalMs - time.now(), () => {
      if (b.life.isAlive() && endB.isOpen) b.listener.connected(endB.connection);
    });
    a.listener.connected(endA.connection);
  }

  function createEnd(at: Station, remote: Station, channelHash: Uint8Array): End {
    const end: End = {
      at,
      other: null,
      isOpen: true,
      sinceMs: time.now(),
      lastArrivalMs: time.now(),
      inFlight: 0,
      frameListeners: [],
      drainListeners: [],
      closeListeners: [],
      connection: {
        remoteTransportKey: Uint8Array.from(Buffer.from(remote.key, 'hex')),
        channelHash,
        send: (frame) => send(end, frame),
        onFrame: (listener) => end.frameListeners.push(listener),
        onDrain: (listener) => end.drainListeners.push(listener),
        onClose: (listener) => end.closeListeners.push(listener),
        close() {
          leave(end);
        },
        ban() {
          at.bannedUntil.set(remote.key, time.now() + banMs);
          time.after(banMs + 1, () => {
            meetLater(at.name, remote.name);
          });
          leave(end);
        },
      },
    };
    at.ends.add(end);
    return end;
  }

  /** Both ends close: the own one at once, the other after what was sent has arrived. */
  function leave(end: End): void {
    if (!end.isOpen || !end.at.life.isAlive()) return;
    time.after(0, () => {
      closed(end);
    });
    const other = end.other;
    if (other === null) return;
    const arrival = Math.max(other.lastArrivalMs, time.now() + delay());
    time.after(arrival - time.now(), () => {
      closed(other);
    });
  }

  function send(end: End, frame: Uint8Array): boolean {
    const other = end.other;
    if (!end.isOpen || other === null) return false;
    end.at.life.effect(() => {
      const copy = new Uint8Array(frame);
      end.inFlight += copy.byteLength;
      other.lastArrivalMs = Math.max(other.lastArrivalMs, time.now() + delay());
      time.after(other.lastArrivalMs - time.now(), () => {
        arrive(end, other, copy);
      });
    });
    return end.inFlight < inFlightMax;
  }

  function arrive(from: End, to: End, frame: Uint8Array): void {
    const wasFull = from.inFlight >= inFlightMax;
    from.inFlight -= frame.byteLength;
    const isLost =
      cuts.has(linkOf(from.at.name, to.at.name)) ||
      !to.at.life.isAlive() ||
      (!options.lastFramesArrive && !from.at.life.isAlive());
    if (isLost || !to.isOpen) return;
    options.onArrival?.(from.at.name, to.at.name, frame);
    for (const each of to.frameListeners) each(frame);
    const hasRoom = wasFull && from.inFlight < inFlightMax;
    if (hasRoom && from.isOpen && from.at.life.isAlive())
      for (const each of from.drainListeners) each();
  }

  /** Both ends of what is between two stations notice, each in its own time, that nothing comes any more. */
  function fadeOut(end: End): void {
    for (const each of [end, end.other]) {
      if (each === null) continue;
      time.after(notice(), () => {
        closed(each);
      });
    }
  }

  function heal(a: string, b: string): void {
    if (cuts.delete(linkOf(a, b))) meetLater(a, b);
  }

  return {
    join(name, transportKey, life) {
      return {
        transportKey,
        start(listener) {
          const key = bytesToHex(transportKey);
          const station = {
            name,
            key,
            life,
            listener,
            bannedUntil: new Map(),
            ends: new Set<End>(),
          };
          stations.set(name, station);
          listener.reachable(true);
          for (const other of stations.keys()) if (other !== name) meetLater(name, other);
          return Promise.resolve();
        },
        refresh() {
          if (!life.isAlive()) return;
          for (const other of stations.keys()) {
            inARow.delete(linkOf(name, other));
            if (other !== name) meetLater(name, other);
          }
        },
        close() {
          const station = stations.get(name);
          if (station?.life === life) {
            for (const end of [...station.ends]) leave(end);
            stations.delete(name);
          }
          return Promise.resolve();
        },
      };
    },
    vanish(name) {
      for (const end of stations.get(name)?.ends ?? []) fadeOut(end);
      stations.delete(name);
    },
    cut(a, b) {
      if (a === b) return;
      cuts.add(linkOf(a, b));
      for (const end of stations.get(a)?.ends ?? []) if (end.other?.at.name === b) fadeOut(end);
    },
    holdBack(from, to, ms) {
      for (const { other } of stations.get(from)?.ends ?? [])
        if (other?.at.name === to) other.lastArrivalMs = time.now() + ms;
    },
    heal,
    healAll() {
      for (const link of [...cuts]) {
        const [a, b] = link.split(' ');
        if (a !== undefined && b !== undefined) heal(a, b);
      }
    },
  };
}
