import type { Refusal } from '../../shared/base/result.ts';
import type { ModuleRefusalName, SliceFailureName } from '../../shared/jobs/task.ts';
import { sentence } from './sentence.ts';

/** Why a slice has no result, before anybody knows how much CPU time it used. */
export interface JobFailure {
  readonly name: SliceFailureName;
  readonly detail: string;
}

/** Carries a failure out through a module's own frames, which nothing else can leave from the inside. */
export class JobEnd extends Error {
  override readonly name = 'JobEnd';
  readonly failure: JobFailure;

  constructor(failure: JobFailure) {
    super(failure.detail);
    this.failure = failure;
  }
}

export function jobFailure(name: SliceFailureName, detail: string): JobFailure {
  return { name, detail: sentence(detail) };
}

/** Ends the module that called us, at once. */
export function endJob(name: SliceFailureName, detail: string): never {
  // eslint-disable-next-line no-restricted-syntax -- only an exception leaves a module's frames
  throw new JobEnd(jobFailure(name, detail));
}

/** Refuses a module by name, with a sentence that is safe to show. */
export function refused(
  name: ModuleRefusalName,
  detail: string,
): { readonly ok: false; readonly error: Refusal<ModuleRefusalName> } {
  return { ok: false, error: { name, detail: sentence(detail) } };
}
