import type { ItemKind } from '../../schemas/item-kind.js';
import { KIND_BY_COLUMN, KIND_BY_FOLDER, KIND_BY_TITLE } from './kind-rules.js';

/** What an entry shows of its kind without naming it. */
export interface KindHints {
  /** The column, as a label or a category names it. */
  column?: string | undefined;
  /** 栏目类别, the ColumnType label. */
  columnType?: string | undefined;
  /** 当前位置, outermost first. */
  columnPath?: readonly string[] | undefined;
  /** Canonical address. */
  url?: string | undefined;
  title: string;
}

/** What most that is offered is, and the least that can be said of an item. */
const FALLBACK: ItemKind = 'news';
const MAX_NAME = 60;

/** The kind by rule: labels first, then where the page stands, then its folder, then the shape of the title. */
export function decideKind({ column, columnType, columnPath = [], url, title }: KindHints): ItemKind {
  const names = [column, columnType, ...[...columnPath].reverse()];
  return kindOfNames(names) ?? kindOfFolder(url) ?? kindOfTitle(title) ?? FALLBACK;
}

function kindOfNames(names: readonly (string | undefined)[]): ItemKind | undefined {
  for (const name of names) {
    const text = name?.slice(0, MAX_NAME).replace(/\s/g, '') ?? '';
    const kind = KIND_BY_COLUMN.find(([, pattern]) => pattern.test(text))?.[0];
    if (kind !== undefined) return kind;
  }
  return undefined;
}

/** The folder nearest to the page that is called like a column. */
function kindOfFolder(url: string | undefined): ItemKind | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const folders = new URL(url).pathname.toLowerCase().split('/').slice(1, -1).reverse();
  for (const folder of folders) {
    const kind = KIND_BY_FOLDER.get(folder);
    if (kind !== undefined) return kind;
  }
  return undefined;
}

function kindOfTitle(title: string): ItemKind | undefined {
  // 关于印发《…规划》的通知（2026年修订）: what follows the words that tell is no part of them.
  const text = title
    .slice(0, 300)
    .replace(/\s/g, '')
    .replace(/[（(【[][^（(【[）)】\]]{0,30}[）)】\]]$/, '');
  return KIND_BY_TITLE.find(([, pattern]) => pattern.test(text))?.[0];
}
