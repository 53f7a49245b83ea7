/**
 * Whether the network can be reached. The DHT library's own judgement needs 20 seconds of lively traffic, and
 * counts a node that has never had an answer as online; so we count answers ourselves, and ask when there were
 * none. An open connection to a peer is proof enough.
 */
import type DHT from 'hyperdht';
import type { Clock } from '../../engine/ports.ts';

export interface Reachability {
  /** Checks now, because something may have changed. */
  check(): void;
  stop(): void;
}

export interface ReachabilityOptions {
  readonly dht: DHT;
  readonly clock: Clock;
  /** Any 32 bytes: where in the DHT to ask. */
  readonly target: Uint8Array;
  readonly hasPeers: () => boolean;
  /** Called with the first finding and with each change. */
  readonly tell: (isReachable: boolean, isFirst: boolean) => void;
}

const checkEveryMs = 20_000;
const checkEveryMsUnreachable = 5_000;

/** The first finding is whether anybody answered when the DHT was first contacted. */
export function watchReachability(options: ReachabilityOptions): Reachability {
  const { dht, clock, tell } = options;
  let answersSeen = 0;
  let told: boolean | null = null;
  let isChecking = true;
  let isStopped = false;
  let cancel = () => {};

  async function check(): Promise<void> {
    if (isChecking || isStopped) return;
    isChecking = true;
    cancel();
    conclude(options.hasPeers() || hasAnswered() || (await asks()));
  }

  function conclude(isReachable: boolean): void {
    isChecking = false;
    if (isStopped) return;
    cancel = clock.after(isReachable ? checkEveryMs : checkEveryMsUnreachable, () => void check());
    if (isReachable === told) return;
    const isFirst = told === null;
    told = isReachable;
    tell(isReachable, isFirst);
  }

  function hasAnswered(): boolean {
    const before = answersSeen;
    answersSeen = dht.stats.requests.responses;
    return answersSeen > before;
  }

  async function asks(): Promise<boolean> {
    const query = dht.findNode(options.target);
    await query.finished().catch(() => {});
    return query.successes > 0;
  }

  void dht
    .fullyBootstrapped()
    .catch(() => {})
    .then(() => conclude(options.hasPeers() || hasAnswered()));
  return {
    check: () => void check(),
    stop() {
      isStopped = true;
      cancel();
    },
  };
}
