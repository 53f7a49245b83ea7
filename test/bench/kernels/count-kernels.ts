/**
 * Counts every kernel again and again, granted work in portions of all sizes, and prints what came of it as a
 * line of JSON. A test starts it in processes whose engines differ; the argument is the number of runs.
 */
import { kernels } from './kernels.ts';
import { createMetering, metered } from './metering.ts';
import { startKernel } from './start-kernel.ts';

export interface KernelCount {
  readonly name: string;
  /** Every different checksum; more than one is a mistake. */
  readonly sums: readonly string[];
  /** Every different count. */
  readonly counts: readonly number[];
  /** The checksum without the meter. */
  readonly plainSum: string;
  /** How many times work was granted in all the runs. */
  readonly slices: number;
}

const runs = Number(process.argv[2] ?? 100);

for (const kernel of kernels) {
  const bytes = kernel.bytes();
  const module = metered(bytes);
  const plain = new WebAssembly.Module(bytes);
  const plainSum = (
    await startKernel(
      kernel,
      kernel.smallSize,
      (imports) => new WebAssembly.Instance(plain, imports),
    )
  )();
  const sums = new Set<string>();
  const counts = new Set<number>();
  let slices = 0;
  for (let run = 0; run < runs; run += 1) {
    const portion = 1_000 + ((run * 7_919_317) % 1_000_003);
    const metering = createMetering(
      module,
      () => portion,
      () => undefined,
    );
    const work = await startKernel(kernel, kernel.smallSize, metering.instantiate);
    const before = metering.count();
    sums.add(work());
    counts.add(metering.count() - before);
    slices += metering.slices();
  }
  const result: KernelCount = {
    ...{ name: kernel.name, sums: [...sums], counts: [...counts], plainSum, slices },
  };
  console.log(JSON.stringify(result));
}
