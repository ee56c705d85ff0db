import type { Portal } from '../../schemas/portal.js';
import { unexplained } from '../domain/census.js';
import type { CensusStore } from '../store/census-store.js';
import type { AlertFinder } from './alert-finder.js';

export interface CensusAlertDependencies {
  portals: { list(): Promise<Portal[]> };
  censuses: Pick<CensusStore, 'list'>;
  /** Items by which a portal may differ before it is an alert. */
  tolerance: number;
}

/** 在线数不符: a portal does not show what it should, and nothing that is under way will mend it. */
export function censusAlert({ portals, censuses, tolerance }: CensusAlertDependencies): AlertFinder {
  return {
    kind: 'census-differs',
    find: async () => {
      const names = new Map((await portals.list()).map(({ id, name }) => [id, name]));
      return (await censuses.list()).flatMap((census) => {
        const { portalId, shouldBeLive, isLive, waiting, differences } = census;
        const count = unexplained(census);
        const name = names.get(portalId);
        if (name === undefined || count <= tolerance) return [];
        return [
          {
            ...{ kind: 'census-differs' as const, subject: { portalId }, count },
            sample: differences.slice(0, 20),
            text: {
              zh: `门户 ${name}：应在线 ${shouldBeLive} 件，在线 ${isLive} 件，待送达 ${waiting} 件，有 ${count} 件差异无法用在途稿件解释。`,
              en: `portal ${portalId}: ${shouldBeLive} should be live, ${isLive} are, ${waiting} are on their way; ${count} differ beyond that.`,
            },
            action: {
              zh: '查看 GET /api/v1/portals/{id}/census 列出的稿件：被拒收的重发或更正，门户不认的请与门户核对。',
              en: 'See the deliveries that GET /api/v1/portals/{id}/census lists: replay or correct what was refused, and ask the portal about what it does not know.',
            },
          },
        ];
      });
    },
  };
}
