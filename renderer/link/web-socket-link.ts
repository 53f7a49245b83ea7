import { createLinkEnd, linkPath } from '../../shared/api/link.ts';
import type { Link } from '../../shared/api/link.ts';

/** A link to the node that served this page, or null when it does not answer. */
export function openWebSocketLink(
  host: string,
  connect = (address: string) => new WebSocket(address),
): Promise<Link | null> {
  const socket = connect(`ws://${host}${linkPath}`);
  const end = createLinkEnd({
    send(frame) {
      socket.send(frame);
    },
    close() {
      socket.close(1000);
    },
  });
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string') end.receive(data);
    else end.link.close();
  });
  return new Promise((resolve) => {
    socket.addEventListener('open', () => {
      resolve(end.link);
    });
    socket.addEventListener('close', () => {
      end.ended();
      resolve(null);
    });
  });
}
