import { ITEM_KIND_NAMES } from '../../../schemas/item-kind.js';
import type { Effect, HeldItem, ReceivedOperation } from './ledger.js';

export interface PortalTitle {
  zh: string;
  en: string;
}

const SHOWN = 200;
const OPERATION_NAMES = { publish: '发布', correct: '更正', withdraw: '撤稿' } as const;

/** The front page: what a visitor of this portal would see, newest first, and the counts. */
export function renderList(title: PortalTitle, mode: string, items: readonly HeldItem[]): string {
  const live = items.filter(isLive);
  const newest = live
    .toSorted((a, b) => lastEffect(b).receivedAtMs - lastEffect(a).receivedAtMs)
    .slice(0, SHOWN);
  const rows = newest.map(renderRow).join('');
  return renderPage(
    title,
    `<p>在线稿件 ${live.length} 件，已撤 ${items.length - live.length} 件；当前状态 <b>${escapeHtml(mode)}</b>
    <br><small>${live.length} articles live, ${items.length - live.length} withdrawn; mode ${escapeHtml(mode)}</small></p>
    <table><tr><th>标题 Title</th><th>栏目 Column</th><th>单位 Unit</th><th>修订 Rev.</th><th>回执号 Receipt</th></tr>${rows}</table>
    <p><a href="/state">/state</a>（JSON）</p>`,
  );
}

/** One article with the history of its operations. */
export function renderArticle(
  title: PortalTitle,
  item: HeldItem,
  shown: ReceivedOperation | undefined,
): string {
  const paragraphs = (shown?.content?.bodyText ?? '')
    .split(/\n+/)
    .map((line) => `<p>${escapeHtml(line)}</p>`)
    .join('');
  const history = item.effects
    .map(
      (effect) =>
        `<li>${OPERATION_NAMES[effect.operation]} 第 ${effect.revision} 版 ${statusOf(effect)} ${escapeHtml(effect.receipt.receiptNumber)} ${escapeHtml(effect.receipt.at)}</li>`,
    )
    .join('');
  const body = isLive(item) ? paragraphs : '<p>此稿已撤。<small>Withdrawn.</small></p>';
  return renderPage(
    title,
    `<h2>${escapeHtml(item.title)}</h2><p><small>${escapeHtml(item.organization)}</small></p>${body}
    <h3>操作记录 <small>Operations</small></h3><ol>${history}</ol><p><a href="/">返回 Back</a></p>`,
  );
}

export function isLive(item: HeldItem): boolean {
  return lastEffect(item).operation !== 'withdraw';
}

export function lastEffect({ effects }: HeldItem): Effect {
  return effects.at(-1) ?? effects[0];
}

function renderRow(item: HeldItem): string {
  const effect = lastEffect(item);
  const column = item.column ?? (item.kind === undefined ? '' : ITEM_KIND_NAMES[item.kind]);
  const address = `/view/${encodeURIComponent(item.itemId)}`;
  return `<tr><td><a href="${address}">${escapeHtml(item.title)}</a></td><td>${escapeHtml(column)}</td><td>${escapeHtml(item.organization)}</td><td>${effect.revision}</td><td>${escapeHtml(effect.receipt.receiptNumber)} ${statusOf(effect)}</td></tr>`;
}

const STATUS_NAMES = {
  accepted: '已接收',
  adopted: '采用',
  declined: '未采用',
  withdrawn: '已撤稿',
} as const;

function statusOf(effect: Effect): string {
  return STATUS_NAMES[(effect.decision ?? effect.receipt).status];
}

function renderPage(title: PortalTitle, body: string): string {
  return `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>${escapeHtml(title.zh)}</title>
<style>body{font-family:sans-serif;max-width:60em;margin:2em auto;padding:0 1em}table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ddd;padding:.4em;text-align:left}small{color:#666}</style>
<h1>${escapeHtml(title.zh)}<br><small>${escapeHtml(title.en)}</small></h1>${body}</html>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
