import { expect, test } from 'vitest';
import { createJudge, frameBytesMax } from '../../main/adapters/swarm/guard.ts';
import { networkOptions } from '../../main/adapters/swarm/network.ts';
import { concatBytes } from '../../shared/base/bytes.ts';

const at = (...hosts: string[]) => hosts.map((host) => ({ host, port: 1 }));

test('without bootstrap addresses the DHT keeps its own options', () => {
  expect(networkOptions({})).toEqual({});
  expect(networkOptions({ bootstrap: [] })).toEqual({});
});

test('bootstrap addresses of this machine keep the node on it and in reach', () => {
  const options = { bootstrap: at('127.0.0.1', '127.8.0.1'), host: '127.0.0.1', firewalled: false };
  expect(networkOptions({ bootstrap: at('127.0.0.1', '127.8.0.1') })).toEqual(options);
});

test('the name localhost is its IPv4 address, because the DHT has no other', () => {
  const options = networkOptions({ bootstrap: at('localhost') });
  expect(options).toEqual({ bootstrap: at('127.0.0.1'), host: '127.0.0.1', firewalled: false });
});

test.each(['10.1.2.3', '192.168.1.1', '172.16.0.1', '172.31.9.9', '169.254.1.1'])(
  'the private address %s means that nobody has to punch holes',
  (host) => {
    expect(networkOptions({ bootstrap: at(host) })).toEqual({
      bootstrap: at(host),
      firewalled: false,
    });
  },
);

test.each(['11.1.2.3', '172.32.0.1', '172.15.0.1', '192.169.0.1', 'dht.example', '127.example'])(
  'the address %s tells nothing about who can be reached',
  (host) => expect(networkOptions({ bootstrap: at(host) })).toEqual({ bootstrap: at(host) }),
);

test('one public address among private ones is enough to stay careful', () => {
  const bootstrap = at('127.0.0.1', '10.0.0.1', '203.0.113.1');
  expect(networkOptions({ bootstrap })).toEqual({ bootstrap });
});

test('what was chosen is never overruled', () => {
  const choice = { bootstrap: at('127.0.0.1'), host: '127.0.0.2', firewalled: true };
  expect(networkOptions(choice)).toEqual(choice);
});

const bytes = (...head: number[]) => new Uint8Array(head);
const frame = (size: number) => concatBytes(bytes(1, 0), new Uint8Array(size));

test('an opening, frames and a closing are in order', () => {
  const judge = createJudge();
  const verdicts = [bytes(0, 1, 1, 1, 65, 0), frame(0), frame(5), bytes(0, 3, 1)].map(judge);
  expect(verdicts).toEqual([null, null, null, null]);
});

test('a frame may be as large as the limit and not a byte larger', () => {
  expect(createJudge()(frame(frameBytesMax))).toBe(null);
  expect(createJudge()(frame(frameBytesMax + 1))).toBe('oversized_frame');
});

test('nothing is opened, refused or closed twice', () => {
  for (const message of [bytes(0, 1, 1, 1, 65, 0), bytes(0, 2, 1), bytes(0, 3, 1)]) {
    const judge = createJudge();
    expect([judge(message), judge(message)]).toEqual([null, 'garbage']);
  }
});
