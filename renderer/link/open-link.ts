import type { Link } from '../../shared/api/link.ts';
import { openBridgeLink } from './bridge-link.ts';
import { openWebSocketLink } from './web-socket-link.ts';

/** The link to this page's node by whichever way there is, or null when the node does not answer. */
export function openLink(): Promise<Link | null> {
  return window.bridge === undefined
    ? openWebSocketLink(window.location.host)
    : openBridgeLink(window.bridge);
}
