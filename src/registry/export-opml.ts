import { writeOpml, type OpmlOutline } from '../../adapters/formats/write-opml.js';
import type { Source } from '../../schemas/source.js';
import type { Page, PageRequest } from '../store/page.js';

export interface ExportOpmlDependencies {
  sources: { list(filter: { organizationId?: string }, page: PageRequest): Promise<Page<Source>> };
  organizations: { find(id: string): Promise<{ name: string } | undefined> };
}

const PAGE = 200;

/** The registered feeds as an OPML file, by organization and column: what any feed reader can take over. */
export function createExportOpml(deps: ExportOpmlDependencies) {
  return async (filter: { organizationId?: string }): Promise<string> => {
    const outlines: OpmlOutline[] = [];
    const names = new Map<string, string>();
    for await (const source of allSources(deps, filter)) {
      const { organizationId, column, adapter, options, name } = source;
      if (adapter !== 'feed' || typeof options['url'] !== 'string') continue;
      const organization = names.get(organizationId) ?? (await deps.organizations.find(organizationId))?.name;
      names.set(organizationId, organization ?? organizationId);
      const folders = [organization ?? organizationId, ...(column === undefined ? [] : [column])];
      outlines.push({ title: name, url: options['url'], folders });
    }
    return writeOpml('报送网关的订阅源 Feeds of the gateway', outlines);
  };
}

async function* allSources(
  { sources }: ExportOpmlDependencies,
  filter: { organizationId?: string },
): AsyncGenerator<Source> {
  for (let cursor: string | undefined; ;) {
    const page = await sources.list(filter, { limit: PAGE, ...(cursor !== undefined && { cursor }) });
    yield* page.items;
    cursor = page.nextCursor;
    if (cursor === undefined) return;
  }
}
