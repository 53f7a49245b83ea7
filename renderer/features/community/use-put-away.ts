import { useCall } from '../../node/node-provider.tsx';

/** Takes a community that one is no longer in from the list. */
export function usePutAway(community: string) {
  const { start, refusal } = useCall((node) => node.communities.putAway);
  return {
    problem: refusal?.detail ?? null,
    start: () => void start({ community }),
  };
}
