import { Link } from 'wouter';
import type { CauseRefView } from '../../../shared/api/cause-shape.ts';
import { causePath } from '../app/pages.ts';

/** What somebody sets out to do, leading to all that is known of it. */
export function CauseLink({
  cause: { id, statement },
  most = 90,
}: {
  readonly cause: CauseRefView;
  readonly most?: number;
}) {
  return (
    <Link href={causePath(id)}>
      <bdi>{shortened(statement, most)}</bdi>
    </Link>
  );
}

/** The beginning of a sentence, up to the end of a word. */
export function shortened(sentence: string, most: number): string {
  if (sentence.length <= most) return sentence;
  return `${sentence.slice(0, most).replace(/\s+\S*$/, '')}…`;
}
