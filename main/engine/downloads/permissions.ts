/** Whom the node lets have which release: who asks waits for its answer, and is asked about again after a while. */
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import type { PayingPorts, AboutRelease, PayMachine } from './contract.ts';

/** How long an answer stands before the node is asked again; what was allowed goes on meanwhile. */
const allowedMs = 600_000;
const refusedMs = 60_000;
/** The answer that was longest not used is forgotten when there are more, and the question that waits longest. */
const answersMax = 10_000;
const waitingMax = 1_000;

export interface Permissions {
  /** Null while nobody has answered; otherwise a refusal in a sentence, or '' where it may be given. */
  answerFor(about: AboutRelease, machine: PayMachine): string | null;
  allow(about: AboutRelease, member: string, refusal: string | null): void;
  waiting(): readonly (AboutRelease & PayMachine)[];
}

export function createPermissions(
  clock: Pick<PayingPorts['clock'], 'elapsed'>,
  onWaiting: () => void,
): Permissions {
  const answers = new Map<string, { readonly refusal: string; readonly atMs: number }>();
  const waiting = new Map<string, AboutRelease & PayMachine>();
  const nameOf = ({ community, release }: AboutRelease, member: string) =>
    `${community} ${release} ${member}`;

  function wait(name: string, asked: AboutRelease & PayMachine): void {
    if (waiting.has(name)) return;
    waiting.set(name, asked);
    dropOldest(waiting, waitingMax);
    onWaiting();
  }

  return {
    answerFor({ community, release }, { member, device }) {
      const name = nameOf({ community, release }, member);
      const answer = answers.get(name);
      const standsMs = answer?.refusal === '' ? allowedMs : refusedMs;
      if (answer === undefined || clock.elapsed() - answer.atMs >= standsMs) {
        wait(name, { community, release, member, device });
      }
      return answer?.refusal ?? null;
    },
    allow(about, member, refusal) {
      const name = nameOf(about, member);
      waiting.delete(name);
      answers.delete(name);
      answers.set(name, { refusal: refusal ?? '', atMs: clock.elapsed() });
      dropOldest(answers, answersMax);
    },
    waiting: () => [...waiting.values()],
  };
}
