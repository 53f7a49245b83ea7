/** A member who has a release and gives other pieces than it has. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Corestore from 'corestore';
import Hyperdrive from 'hyperdrive';
import type { Core } from 'hyperdrive';
import { expect, it, onTestFinished } from 'vitest';
import { openKeys } from '../../main/adapters/keys.ts';
import { openMeeting } from '../../main/adapters/release-process/meeting.ts';
import { createPieceTurns } from '../../main/adapters/release-process/piece-turns.ts';
import { systemClock } from '../../main/adapters/system-clock.ts';
import { bytesToHex, hexToBytes } from '../../shared/base/bytes.ts';
import {
  community,
  createReleaseWorld,
  eventually,
  fillFolder,
} from '../support/release-processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const release = 'a1'.repeat(32);
const about = { community, release };

interface Said {
  readonly block: { readonly value: Uint8Array } | null;
}

interface Sender {
  send: (said: Said, ...more: readonly unknown[]) => boolean;
}

it('a piece that is not of the release is refused, and counted for nobody', async () => {
  const world = await createReleaseWorld();
  const alice = await world.start('alice');
  const source = fillFolder(temporaryFolder(), { tool: 400_000 });
  const shared = await alice.share(release, source);

  const mallory = await openMallory(world.bootstrap);
  await world.admit(mallory.device);
  await mallory.take(shared.drive ?? '', [alice.device]);
  // there is nobody else to ask
  expect(await alice.files.keepSharing({ ...about, isShared: false })).toMatchObject({ ok: true });

  const bob = await world.start('bob');
  mallory.lieTo([alice.device, bob.device]);
  await bob.get(release, shared);
  await eventually(() => expect(mallory.lies()).toBeGreaterThan(0));
  expect(bob.of(release)?.pieces ?? 0).toBe(0);
  await alice.files.keepSharing({ ...about, isShared: true });
  const got = await bob.untilReady(release);
  expect(got.sources).toMatchObject([{ device: alice.device, pieces: 7 }]);
  await eventually(() => {
    expect(bob.of(release)).toMatchObject({ paidPieces: 7, setAside: [0n, 0n] });
    expect(bob.signed()).toMatchObject([{ supplier: alice.device, pieces: 7 }]);
  });
  const there = readFileSync(join(source, 'tool'));
  expect(readFileSync(join(bob.place, 'Tool 1', 'tool')).equals(there)).toBe(true);
});

async function openMallory(bootstrap: readonly { host: string; port: number }[]) {
  const folder = temporaryFolder();
  const keys = openKeys(folder);
  if (!keys.ok) throw new Error(keys.error.detail);
  const log = { info: () => {}, warn: () => {} };
  const turns = createPieceTurns({
    ...{ room: () => Infinity, gave: () => undefined, give: (answer) => answer() },
  });
  const pay = { met: () => undefined, left: () => undefined, heard: () => true };
  const meeting = openMeeting({
    ...{ keys: keys.value, bootstrap, clock: systemClock, log, turns, pay },
  });
  const store = new Corestore(join(folder, 'pieces'));
  const cores: Core[] = [];
  let lies = 0;
  onTestFinished(async () => {
    await meeting.close();
    await store.close();
  });

  /** Pieces leave with one bit turned. */
  function bent(core: Core): Core {
    return Object.assign(Object.create(core) as Core, {
      replicate(mux: Parameters<Core['replicate']>[0]) {
        const create = mux.createChannel.bind(mux);
        mux.createChannel = (options) => {
          const channel = create(options);
          const pieces = channel?.messages[3] as unknown as Sender;
          if (channel === null || options.protocol !== 'hypercore/alpha') return channel;
          const send = pieces.send.bind(pieces);
          pieces.send = (said, ...more) => {
            if (said.block === null) return send(said, ...more);
            lies += 1;
            const value = Uint8Array.from(said.block.value, (byte, at) =>
              at === 0 ? byte ^ 1 : byte,
            );
            return send({ ...said, block: { ...said.block, value } }, ...more);
          };
          return channel;
        };
        return core.replicate(mux);
      },
    });
  }

  return {
    device: bytesToHex(keys.value.device.publicKey),
    lies: () => lies,
    /** Fetches all of a drive, as anybody would. */
    async take(key: string, devices: readonly string[]) {
      meeting.admit(community, new Set(devices));
      const drive = new Hyperdrive(store.session(), hexToBytes(key));
      await drive.ready();
      meeting.join(community, release);
      const endHead = meeting.offer(community, drive.core, null);
      const { core } = await drive.getBlobs();
      const endBlobs = meeting.offer(community, core, null);
      for (let at = 0; at < 8; at++) await core.get(at);
      cores.push(drive.core, core);
      endHead();
      endBlobs();
    },
    lieTo(devices: readonly string[]) {
      const [head, blobs] = cores;
      if (head === undefined || blobs === undefined) throw new Error('nothing was taken');
      meeting.offer(community, head, null);
      meeting.offer(community, bent(blobs), null);
      meeting.admit(community, new Set(devices));
    },
  };
}
