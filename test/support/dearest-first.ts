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
  ...['integration/kernels-checkpoint', 'integration/demo', 'integration/kernels'],
  ...['integration/cli-job-check'],
  ...['integration/release-processes', 'integration/downloads-three-nodes'],
  ...['integration/community-processes-moves', 'integration/community-processes'],
  ...['integration/stake-rounds', 'integration/cli-jobs'],
  ...['integration/cli-bad-input', 'integration/jobs-liars', 'integration/hyperswarm-processes'],
  ...['integration/hostile-jobs', 'integration/cli-hostile', 'integration/client'],
  ...['integration/job-process-killed', 'integration/cli-two-people', 'integration/node-identity'],
  ...['integration/record-process-joining', 'integration/cli-community'],
  ...['integration/release-orders', 'integration/tasks-real-nodes'],
  ...['integration/community-bad-input', 'integration/community-two-nodes'],
  ...['e2e/stakes-journey', 'e2e/pages-look', 'e2e/two-people', 'e2e/community-look'],
  ...['e2e/software-journey', 'e2e/pages-software', 'e2e/pages-tasks', 'e2e/tasks-journey'],
  ...['e2e/community-two-people', 'e2e/pages-stakes', 'e2e/pages-new-job', 'e2e/pages-lending'],
  ...['e2e/pages', 'e2e/pages-settings'],
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
