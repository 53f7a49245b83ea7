/** Narrow types for packages that ship none: only what the adapters use. */
declare module 'hypercore-crypto' {
  export interface KeyPair {
    readonly publicKey: Uint8Array;
    readonly secretKey: Uint8Array;
  }
  const crypto: {
    /** Ed25519; the seed has 32 bytes. */
    keyPair(seed: Uint8Array): KeyPair;
    sign(message: Uint8Array, secretKey: Uint8Array): Uint8Array;
    verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean;
    /** BLAKE2b-256 over the parts in turn, into `out` where it is given. */
    hash<Out extends Uint8Array>(parts: Uint8Array | readonly Uint8Array[], out?: Out): Out;
  };
  export default crypto;
}

declare module 'hyperdht' {
  import type { KeyPair } from 'hypercore-crypto';

  /** An encrypted stream whose messages keep their bounds. */
  export interface SecretStream {
    readonly remotePublicKey: Uint8Array;
    readonly handshakeHash: Uint8Array;
    readonly destroyed: boolean;
    alloc(length: number): Uint8Array;
    /** False above the high-water mark, until `drain`. */
    write(message: Uint8Array): boolean;
    end(): void;
    pause(): void;
    resume(): void;
    destroy(error?: Error): void;
    /** Destroys the stream when nothing has come in for this long. */
    setTimeout(ms: number): void;
    on(event: 'data', listener: (message: Uint8Array) => void): unknown;
    on(event: 'error', listener: (error: Error) => void): unknown;
    on(event: 'open' | 'drain' | 'end' | 'close', listener: () => void): unknown;
  }

  export interface Address {
    readonly host: string;
    readonly port: number;
  }

  export interface DhtOptions {
    readonly bootstrap?: readonly Address[];
    readonly host?: string;
    readonly port?: number;
    readonly firewalled?: boolean;
    /** False for a node that others may keep in their tables. */
    readonly ephemeral?: boolean;
  }

  export interface DhtQuery {
    readonly successes: number;
    finished(): Promise<void>;
  }

  export default class DHT {
    constructor(options?: DhtOptions);
    readonly io: { readonly networkInterfaces: { destroy(): void } };
    readonly stats: { readonly requests: { readonly responses: number } };
    bind(): Promise<void>;
    address(): Address;
    fullyBootstrapped(): Promise<void>;
    findNode(target: Uint8Array): DhtQuery;
    connect(publicKey: Uint8Array, options?: { readonly keyPair?: KeyPair }): SecretStream;
    createServer(connected: (stream: SecretStream) => void): {
      readonly publicKey: Uint8Array;
      listen(): Promise<void>;
    };
    on(event: 'network-change' | 'network-update', listener: () => void): unknown;
    /** 0: as many as there are. */
    setMaxListeners(count: number): unknown;
    destroy(options?: { readonly force?: boolean }): Promise<void>;
  }
}

declare module 'hyperswarm' {
  import type { KeyPair } from 'hypercore-crypto';
  import type DHT from 'hyperdht';
  import type { SecretStream } from 'hyperdht';

  export interface PeerInfo {
    readonly publicKey: Uint8Array;
    ban(isBanned: boolean): void;
  }

  export interface Discovery {
    /** False when the query failed. */
    refresh(): Promise<boolean>;
    flushed(): Promise<boolean>;
  }

  export default class Hyperswarm {
    constructor(options: {
      readonly dht: DHT;
      readonly keyPair: KeyPair;
      readonly maxPeers: number;
      readonly firewall: (remotePublicKey: Uint8Array) => boolean;
      /** Four waits in milliseconds: after the first, second, third failure, and for explicit peers. */
      readonly backoffs: readonly [number, number, number, number];
      readonly jitter: number;
    });
    join(
      topic: Uint8Array,
      options: { readonly server: boolean; readonly client: boolean },
    ): Discovery;
    leave(topic: Uint8Array): Promise<void>;
    on(event: 'connection', listener: (stream: SecretStream) => void): unknown;
    on(event: 'ban', listener: (peer: PeerInfo) => void): unknown;
    destroy(): Promise<void>;
  }
}

declare module 'protomux' {
  import type { SecretStream } from 'hyperdht';

  export interface Message {
    /** False above the high-water mark of the stream, until `ondrain`. */
    send(message: Uint8Array): boolean;
  }

  export interface Channel {
    readonly messages: readonly Message[];
    readonly closed: boolean;
    open(): void;
    close(): void;
  }

  export interface MessageOptions {
    /** Raw bytes where none is named. */
    readonly encoding?: unknown;
    readonly onmessage: (message: never, channel: Channel) => unknown;
  }

  export interface ChannelOptions {
    readonly protocol: string;
    readonly id: Uint8Array;
    readonly messages: readonly MessageOptions[];
    readonly onopen: () => void;
    readonly onclose: (...given: readonly unknown[]) => unknown;
    readonly ondrain: () => void;
  }

  /** What a multiplexer needs of a stream whose messages keep their bounds. */
  export interface FramedStream {
    userData: unknown;
    readonly destroyed: boolean;
    alloc(length: number): Uint8Array;
    write(message: Uint8Array): boolean;
    end(): void;
    pause(): void;
    resume(): void;
    destroy(error?: Error): void;
    on(event: string, listener: (argument: never) => void): unknown;
  }

  export default class Protomux {
    constructor(stream: FramedStream | SecretStream);
    /** Null when the stream is gone or the channel is open already. */
    createChannel: (options: ChannelOptions) => Channel | null;
    /** Called when the other end opens a channel that is not open here. */
    pair(named: { readonly protocol: string; readonly id: Uint8Array }, notify: () => void): void;
  }
}

declare module 'corestore' {
  export default class Corestore {
    constructor(folder: string);
    ready(): Promise<void>;
    namespace(name: string): Corestore;
    session(): Corestore;
    close(): Promise<void>;
  }
}

declare module 'hyperdrive' {
  import type Corestore from 'corestore';
  import type Protomux from 'protomux';

  /** A peer of one core, as the events of a core name it. */
  export interface CorePeer {
    readonly remotePublicKey: Uint8Array;
  }

  export interface Core {
    readonly key: Uint8Array;
    /** By which its channels are named. */
    readonly discoveryKey: Uint8Array;
    readonly length: number;
    readonly byteLength: number;
    readonly peers: readonly CorePeer[];
    has(index: number): Promise<boolean>;
    /** Waits until it has arrived; null where it is not waited for and not here. */
    get(index: number, options?: { readonly wait?: boolean }): Promise<Uint8Array | null>;
    append(blocks: readonly Uint8Array[]): Promise<unknown>;
    clear(start: number, end: number): Promise<unknown>;
    download(range: { readonly start: number; readonly end: number }): { destroy(): void };
    replicate(mux: Protomux): unknown;
    on(
      event: 'download' | 'upload',
      listener: (index: number, bytes: number, peer: CorePeer) => void,
    ): unknown;
    on(
      event: 'verification-error',
      listener: (error: Error, request: unknown, response: unknown, peer: CorePeer) => void,
    ): unknown;
    on(event: 'append', listener: () => void): unknown;
    off(event: string, listener: (...given: never[]) => void): unknown;
  }

  export interface BlobId {
    readonly blockOffset: number;
    readonly blockLength: number;
    readonly byteOffset: number;
    readonly byteLength: number;
  }

  export default class Hyperdrive {
    constructor(store: Corestore, key?: Uint8Array);
    readonly key: Uint8Array;
    readonly core: Core;
    ready(): Promise<void>;
    /** Null where the drive's first block is not here. */
    readonly blobs: { readonly core: Core } | null;
    /** Waits for the drive's first block. */
    getBlobs(): Promise<{ readonly core: Core }>;
    batch(): Hyperdrive;
    putEntry(
      path: string,
      entry: { readonly blob: BlobId; readonly executable?: boolean },
    ): Promise<unknown>;
    get(path: string): Promise<Uint8Array | null>;
    flush(): Promise<void>;
    close(): Promise<void>;
  }
}

/** Parts of systeminformation by themselves: all of them together take 2 MB of a node at rest, which asks two. */
declare module 'systeminformation/lib/cpu.js' {
  export { cpu, cpuTemperature } from 'systeminformation';
}

declare module 'systeminformation/lib/battery.js' {
  export { battery as default } from 'systeminformation';
}
