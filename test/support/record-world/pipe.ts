/** Connections in memory between machines that live in real time: a frame arrives in the next turn. */
import type { Connection, Swarm, SwarmListener } from '../../../main/engine/ports.ts';
import { madeBytes } from '../made-receipts.ts';

/** Two swarms that meet as soon as both have started. */
export function createPipe(): readonly [Swarm, Swarm] {
  const listeners: SwarmListener[] = [];
  const keys = [madeBytes(32, 'transport', 'a'), madeBytes(32, 'transport', 'b')] as const;

  function swarm(transportKey: Uint8Array): Swarm {
    return {
      transportKey,
      start(listener) {
        listener.reachable(true);
        listeners.push(listener);
        if (listeners.length === 2) meet();
        return Promise.resolve();
      },
      refresh: () => undefined,
      close: () => Promise.resolve(),
    };
  }

  function meet(): void {
    const [a, b] = [createEnd(keys[1]), createEnd(keys[0])];
    a.other = b;
    b.other = a;
    listeners[0]?.connected(a.connection);
    listeners[1]?.connected(b.connection);
  }

  return [swarm(keys[0]), swarm(keys[1])];
}

interface End {
  readonly connection: Connection;
  readonly heard: (frame: Uint8Array) => void;
  readonly closed: () => void;
  other: End | null;
}

function createEnd(remoteTransportKey: Uint8Array): End {
  const frameListeners: ((frame: Uint8Array) => void)[] = [];
  const closeListeners: ((reason: 'left') => void)[] = [];
  let isOpen = true;
  const closed = () => {
    if (isOpen) for (const each of closeListeners) each('left');
    isOpen = false;
  };
  const close = () => {
    end.other?.closed();
    closed();
  };
  const end: End = {
    connection: {
      remoteTransportKey,
      channelHash: new Uint8Array(32),
      send(frame) {
        setImmediate(() => end.other?.heard(frame));
        return true;
      },
      onFrame: (listener) => frameListeners.push(listener),
      onDrain: () => undefined,
      onClose: (listener) => closeListeners.push(listener),
      close,
      ban: close,
    },
    heard(frame) {
      if (isOpen) for (const each of frameListeners) each(frame);
    },
    closed,
    other: null,
  };
  return end;
}
