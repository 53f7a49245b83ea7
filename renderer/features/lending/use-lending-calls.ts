import { useCall } from '../../node/node-provider.tsx';

/** What a person may do about lending, and why the latest of it was refused. */
export function useLendingCalls() {
  const set = useCall((node) => node.lending.set);
  const pause = useCall((node) => node.lending.pause);
  const finish = useCall((node) => node.lending.pauseWhenFinished);
  const resume = useCall((node) => node.lending.resume);
  const stopRun = useCall((node) => node.lending.stopRun);
  const refusal = [set, pause, finish, resume, stopRun].find((call) => call.refusal)?.refusal;
  return {
    start: () => void set.start({ on: true, cores: null, shareMilli: null }),
    stop: () => void set.start({ on: false, cores: null, shareMilli: null }),
    setShare: async (shareMilli: number) =>
      (await set.start({ on: null, cores: null, shareMilli })).ok,
    pause: (minutes: number | null) => void pause.start({ minutes }),
    pauseWhenFinished: () => void finish.start({ minutes: null }),
    resume: () => void resume.start(),
    stopRun: (job: string) => void stopRun.start({ job }),
    problem: refusal?.detail ?? null,
  };
}

/** Minutes from now until tomorrow at eight in the morning by this computer's clock. */
export function minutesUntilTomorrowMorning(nowMs: number): number {
  const morning = new Date(nowMs);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(8, 0, 0, 0);
  return Math.max(1, Math.ceil((morning.getTime() - nowMs) / 60_000));
}
