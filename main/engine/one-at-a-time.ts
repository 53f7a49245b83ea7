/** Does something again whenever it is asked to, but never twice at once: what is asked meanwhile is done once after. */
export function oneAtATime(action: () => Promise<void>): () => void {
  let isBusy = false;
  let isAgain = false;

  async function run(): Promise<void> {
    isBusy = true;
    try {
      while (isAgain) {
        isAgain = false;
        await action();
      }
    } finally {
      isBusy = false;
    }
  }

  return () => {
    isAgain = true;
    if (!isBusy) void run();
  };
}
