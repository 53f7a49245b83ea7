/** A host whose processes are played by a test: real frames, no process. */
import { createLinkEnd } from '../../shared/api/link.ts';
import type { Link } from '../../shared/api/link.ts';
import type {
  RecordProcessHandle,
  RecordProcessHost,
} from '../../main/adapters/record-process/host.ts';

/** One process as the test plays it. */
export interface PlayedProcess {
  /** Its end of the link, to serve something on. */
  readonly link: Link;
  /** What its node sent beside frames. */
  readonly signals: string[];
  readonly say: (text: string) => void;
  readonly end: (why: string) => void;
  wasKilled: boolean;
}

export function createPlayedHost(): RecordProcessHost & { readonly started: PlayedProcess[] } {
  const started: PlayedProcess[] = [];
  return {
    started,
    start(): RecordProcessHandle {
      const exit = Promise.withResolvers<string>();
      const early: string[] = [];
      let onText: (text: string) => void = (text) => void early.push(text);
      const tell = (text: string) => void Promise.resolve().then(() => onText(text));
      const end = createLinkEnd({ send: tell, close: () => exit.resolve('It closed its link.') });
      const played: PlayedProcess = {
        link: end.link,
        signals: [],
        say: tell,
        end: exit.resolve,
        wasKilled: false,
      };
      void exit.promise.then(end.ended);
      started.push(played);
      return {
        send(text) {
          if (text.startsWith('#')) played.signals.push(text);
          else void Promise.resolve().then(() => end.receive(text));
        },
        onText(listener) {
          onText = listener;
          for (const text of early.splice(0)) listener(text);
        },
        onExit: (listener) => void exit.promise.then(listener),
        kill() {
          played.wasKilled = true;
          exit.resolve('It was killed.');
        },
        pid: () => undefined,
      };
    },
  };
}
