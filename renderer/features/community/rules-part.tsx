import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { parameterNames, parameterWords } from '../../../shared/api/parameter-words.ts';
import { LongKey } from '../../ui/long-key.tsx';
import { Panel, Row } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import css from './community.module.css';

/** Every number of the community, what it is for and what it is. */
export function RulesPart({ community }: { readonly community: CommunityView }) {
  const ordered = [...community.parameters].sort((a, b) => placeOf(a.name) - placeOf(b.name));
  return (
    <Panel title="Rules" aside="set when the community was founded, the same for everybody">
      {ordered.map(({ name, value }) => {
        const words = parameterWords(name);
        return (
          <Row key={name}>
            <div className={css.parameter}>
              <h3>{words.title}</h3>
              <b>{words.value(value)}</b>
              <p className={text.dense}>{words.says}</p>
            </div>
          </Row>
        );
      })}
      <Row>
        <h3>Key of the community</h3>
        <p className={text.dense}>
          It is worked out from its founders and these numbers. Whoever changes one has another
          community.
        </p>
        <LongKey value={community.id} label="key of the community" />
      </Row>
    </Panel>
  );
}

function placeOf(name: string): number {
  const at = parameterNames.indexOf(name);
  return at < 0 ? parameterNames.length : at;
}
