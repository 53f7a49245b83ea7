/**
 * The one way between the process of the record and its node: texts over the channel that Node or Electron gives
 * to a process that it starts. When the node is gone, this process ends too, in order.
 */
import { createLinkEnd } from '../../../shared/api/link.ts';
import type { Link, LinkEnd } from '../../../shared/api/link.ts';
import { endSignal, failedSignal } from './host.ts';

export interface ParentLink {
  readonly link: Link;
  /** One sentence for people: why this process is about to end by itself. Answers when it has been passed on. */
  readonly fail: (sentence: string) => Promise<void>;
}

/** As Electron declares it for the processes that it starts. */
interface ParentPort {
  readonly on: (event: 'message', listener: (event: { readonly data: unknown }) => void) => void;
  readonly postMessage: (message: unknown) => void;
}

/** More frames than this that the node has not taken yet: topics wait. */
const busyFrames = 32;

/** `onEnd` is called once, when the node wants this process to end, or is gone. */
export function openParentLink(onEnd: () => void): ParentLink {
  const { parentPort } = process as unknown as { readonly parentPort?: ParentPort };
  return parentPort === undefined ? overChannel(onEnd) : overPort(parentPort, onEnd);
}

function overChannel(onEnd: () => void): ParentLink {
  let unsent = 0;
  const post = (text: string) =>
    new Promise<void>((resolve) => {
      unsent += 1;
      const done = () => {
        unsent -= 1;
        resolve();
      };
      if (process.connected) process.send?.(text, undefined, undefined, done);
      else done();
    });
  const isBusy = () => unsent > busyFrames;
  const end = createLinkEnd({ send: (frame) => void post(frame), close: onEnd, isBusy });
  process.on('message', (text) => take(text, end, onEnd));
  process.on('disconnect', () => {
    end.ended();
    onEnd();
  });
  return { link: end.link, fail: (sentence) => post(failedSignal + sentence) };
}

function overPort(port: ParentPort, onEnd: () => void): ParentLink {
  const end = createLinkEnd({ send: (frame) => port.postMessage(frame), close: onEnd });
  port.on('message', ({ data }) => take(data, end, onEnd));
  return {
    link: end.link,
    fail(sentence) {
      port.postMessage(failedSignal + sentence);
      return new Promise((resolve) => setTimeout(resolve, 100)); // its port does not say when it is empty
    },
  };
}

/** The node is trusted: what it says is a frame or the one signal. */
function take(text: unknown, end: LinkEnd, onEnd: () => void): void {
  if (text === endSignal) onEnd();
  else if (typeof text === 'string') end.receive(text);
}
