import type DHT from 'hyperdht';

/**
 * The DHT as one of several swarms sees it: the same, but that it is not theirs to end, which Hyperswarm does
 * with the DHT that it is given.
 */
export function sharedDht(dht: DHT): DHT {
  return new Proxy(dht, {
    get(target, name) {
      if (name === 'destroy') return () => Promise.resolve();
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
