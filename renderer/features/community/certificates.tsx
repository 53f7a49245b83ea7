import { useState } from 'react';
import type { CommunityView, SupplyEpochView } from '../../../shared/api/community-contract.ts';
import { untilWords } from '../../../shared/api/account-words.ts';
import { formatNumber } from '../../../shared/api/words.ts';
import { usePages } from '../../node/use-pages.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import text from '../../ui/text.module.css';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useNow } from '../app/use-now.ts';
import { useCertificateFile } from './use-certificate-file.ts';
import type { ReadingFile } from './use-certificate-file.ts';

const pageSize = 12;

/** What was made final when; the record up to each can be saved, to be computed again elsewhere. */
export function Certificates({ community }: { readonly community: CommunityView }) {
  const question = { community: community.id, currency: 'cpu' } as const;
  const pages = usePages((node) => node.supply.epochs, question, community.revision, pageSize);
  const file = useCertificateFile(community);
  const cannot = useCannotAct();
  const [saved, setSaved] = useState<string | null>(null);
  const save = async (height: number) => {
    setSaved(null);
    setSaved(await file.save(height));
  };
  return (
    <Panel title="Certificates" aside="each can be saved with all that led to it" flush>
      {(file.problem ?? pages.problem) !== null && (
        <Notice kind="fault" live>
          {file.problem ?? pages.problem}
        </Notice>
      )}
      <p role="status" className={saved === null ? 'visually-hidden' : text.dense}>
        {saved}
      </p>
      {pages.rows === undefined ? (
        pages.problem === null && <Skeleton />
      ) : pages.rows.length === 0 ? (
        <p className={text.dense}>The first one is made when there is something to make final.</p>
      ) : (
        <Table
          rows={pages.rows}
          reading={file.reading}
          cannot={cannot !== null}
          onSave={(height) => void save(height)}
        />
      )}
      {cannot !== null && (
        <p id="cannot-save" className={text.dense}>
          {cannot}
        </p>
      )}
      {pages.hasMore && (
        <div className={text.more}>
          <Button small reason={cannot} onPress={pages.readOn}>
            {pages.isReading ? 'Reading…' : 'Show older'}
          </Button>
        </div>
      )}
    </Panel>
  );
}

interface TableProps {
  readonly rows: readonly SupplyEpochView[];
  readonly reading: ReadingFile | null;
  readonly cannot: boolean;
  readonly onSave: (height: number) => void;
}

function Table({ rows, reading, cannot, onSave }: TableProps) {
  const now = useNow();
  return (
    <DataTable<SupplyEpochView>
      caption="Certificates, the newest first"
      rows={rows}
      rowKey={({ height }) => String(height)}
      columns={[
        {
          id: 'until',
          header: 'Final',
          grow: true,
          cell: ({ endsAtMs }) => untilWords(endsAtMs, now),
        },
        {
          id: 'height',
          header: 'Number',
          end: true,
          leaveOut: 'tiny',
          cell: ({ height }) => formatNumber(height),
        },
        {
          id: 'records',
          header: 'Records',
          end: true,
          leaveOut: 'small',
          cell: ({ records }) => formatNumber(records),
        },
        {
          id: 'members',
          header: 'People',
          end: true,
          leaveOut: 'small',
          cell: ({ members }) => formatNumber(members),
        },
        {
          id: 'save',
          header: 'Save',
          hideHeader: true,
          end: true,
          cell: ({ height }) => (
            <Button
              small
              label={`Save the record up to certificate ${height}`}
              reasonBy={cannot ? 'cannot-save' : null}
              onPress={() => {
                onSave(height);
              }}
            >
              {reading?.upTo === height ? `Reading ${reading.height}…` : 'Save'}
            </Button>
          ),
        },
      ]}
    />
  );
}
