/**
 * Finds fewer and smaller choices of which a module with the same fault is made: whole stretches are left out,
 * then single ones become zero, as long as the fault stays.
 */
import { repeatedChoices } from '../wasm-generator/choices.ts';
import type { GeneratedModule } from '../wasm-generator/generate-module.ts';
import { generateModule } from '../wasm-generator/generate-module.ts';

/** `isFaulty` says whether the fault is still there; at most `attempts` modules are tried. */
export function shrink(
  choices: readonly number[],
  isFaulty: (generated: GeneratedModule) => boolean,
  attempts = 3_000,
): readonly number[] {
  let best = choices;
  let left = attempts;
  const isBetter = (candidate: readonly number[]) => {
    if (left <= 0 || candidate.every((value, index) => value === best[index])) return false;
    left -= 1;
    const source = repeatedChoices(candidate);
    const isKept = isFaulty(generateModule(source));
    if (isKept) best = candidate;
    return isKept;
  };
  for (let before: readonly number[] = []; before !== best && left > 0;) {
    before = best;
    for (let size = Math.ceil(best.length / 2); size >= 1; size = Math.floor(size / 2)) {
      leaveOut(size);
      if (size <= 8) makeZero(size);
    }
    makeSmaller();
  }
  return best;

  function leaveOut(size: number): void {
    for (let at = best.length - size; at >= 0; at -= size)
      isBetter([...best.slice(0, at), ...best.slice(at + size)]);
  }

  function makeZero(size: number): void {
    for (let at = 0; at < best.length; at += size) {
      const zeros = best.slice(at, at + size).map(() => 0);
      if (best.slice(at, at + size).some((value) => value > 0))
        isBetter([...best.slice(0, at), ...zeros, ...best.slice(at + size)]);
    }
  }

  function makeSmaller(): void {
    for (let at = 0; at < best.length; at += 1)
      for (let value = best[at]!; value > 0;) {
        const smaller = Math.floor(value / 2);
        if (!isBetter([...best.slice(0, at), smaller, ...best.slice(at + 1)])) break;
        value = smaller;
      }
  }
}
