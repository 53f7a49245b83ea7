/** What whoever runs a slice may ask of it while it runs, beside to stop. */

/** Whether a slice is held, by whoever decides over it. */
export interface Hold {
  isHeld(): boolean;
  /** Is told of each change; the answer ends it. */
  onChange(listener: () => void): () => void;
}

/** Whoever may soon end a slice wishes for one more checkpoint of it, also while it is held. */
export interface CheckpointWish {
  /** Is told of each wish; the answer ends it. */
  onWish(listener: () => void): () => void;
}
