import { useConnection } from '../../node/node-provider.tsx';

/** Why nothing can be asked of the node now, as a sentence to stand beside a button; null if it can. */
export function useCannotAct(): string | null {
  return useConnection().state === 'connected' ? null : 'Common Hours does not answer.';
}
