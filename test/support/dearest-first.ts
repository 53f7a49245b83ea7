import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/**
 * What takes long, in the order in which it is begun: begun last, each of these would keep one core busy while the
 * others have nothing left to do. A file that is not named here comes after those that are.
 */
const dearest = [
  ...['property/meter-fuzz', 'simulation/chaos', 'property/meter-spec-tiers'],
  ...['property/meter-tiers', 'architecture/package', 'simulation/settings', 'simulation/crash'],
  ...['unit/checkpoint', 'unit/program-samples'],
  ...['integration/community-processes-moves', 'integration/kernels'],
  ...['integration/jobs-liars', 'integration/stake-rounds', 'integration/fault-volume'],
  ...['integration/checkpoint-lenders'],
  ...['integration/demo', 'integration/community-processes', 'integration/cli-job-check'],
  ...['integration/kernels-checkpoint', 'integration/cli-two-people'],
  ...['integration/job-process-killed', 'integration/cli-bad-input', 'integration/cli-hostile'],
  ...['integration/cli-jobs', 'integration/client', 'integration/node-identity'],
  ...[
    'e2e/stakes-journey',
    'e2e/community-two-people',
    'e2e/community-look',
    'e2e/pages',
    'e2e/pages-look',
  ],
  ...['e2e/pages-new-job', 'e2e/two-people', 'e2e/pages-lending', 'e2e/pages-settings'],
];

/** Runs the files of each turn with the dearest first, whatever their project. */
export class DearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const turns = (await super.sort(files)).map(
      (file) => [turnOf(file), rankOf(file), file] as const,
    );
    return turns
      .toSorted(([turn, rank], [otherTurn, otherRank]) => turn - otherTurn || rank - otherRank)
      .map(([, , file]) => file);
  }
}

function turnOf({ project }: TestSpecification): number {
  return project.config.sequence.groupOrder;
}

function rankOf({ moduleId }: TestSpecification): number {
  const rank = dearest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return rank < 0 ? dearest.length : rank;
}
