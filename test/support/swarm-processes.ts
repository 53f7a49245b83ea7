import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PeerOptions, PeerState } from './swarm-peer.ts';

export interface PeerProcess {
  state(): Promise<PeerState>;
  say(text: string): void;
  /** Leaves as a node does that is quit; resolves with the exit code. */
  leave(): Promise<number | null>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
}

const entry = fileURLToPath(new URL('./swarm-peer.ts', import.meta.url));

/** Starts a peer in a process of its own. */
export function forkPeer(
  options: Omit<PeerOptions, 'transportSeed'> & Partial<PeerOptions>,
): PeerProcess {
  const transportSeed = randomBytes(32).toString('hex');
  const child = fork(entry, [JSON.stringify({ transportSeed, ...options })], { execArgv: [] });
  const exited = once(child, 'exit');
  return {
    async state() {
      const answer = once(child, 'message');
      child.send('state');
      const [state] = (await answer) as [PeerState];
      return state;
    },
    say: (text) => void child.send({ say: text }),
    async leave() {
      child.send('close');
      const [code] = (await exited) as [number | null];
      return code;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
