import type { DemoState } from './demo-state.js';
import { SCENES } from './scenes/count-scenes.js';
import type { Story } from './story.js';
import type { DemoSummary } from './to-summary.js';

/** The final table. */
export function showResult(story: Story, summary: DemoSummary): void {
  const { delivered, flashDeliveryMs: flash } = summary;
  const rows: [zh: string, en: string, value: string][] = [
    ['收稿', 'collected', String(summary.collected)],
    ['其中重复', 'duplicates', String(summary.duplicates)],
    ['检查', 'checked', String(summary.checked)],
    ['曾退回修改', 'returned', String(summary.returned)],
    ['不予采用', 'declined', String(summary.declined)],
    ['审核通过', 'approved', String(summary.approved)],
    ['送达局门户', 'at the bureau portal', String(delivered.bureau)],
    ['送达中央门户', 'at the central portal', String(delivered.central)],
    ['更正', 'corrected', String(summary.corrected)],
    ['撤稿', 'withdrawn', String(summary.withdrawn)],
    ['回执', 'receipts', String(summary.receipts)],
    ['单位经回调收到的通知', 'events heard by the unit with a callback', String(summary.heard)],
    ['特急：批准到两门户确认', 'flash: approved to acknowledged', `p50 ${flash.p50} ms, p99 ${flash.p99} ms`],
  ];
  story.heading('汇总（由库和门户清点，核对无误）', 'Summary, counted from stores and portals, and checked');
  for (const [zh, en, value] of rows) story.line(`  ${value.padStart(6)}  ${zh}  ${en}`);
  story.heading('场景（各有多少件走过）', 'Scenes, and how many items went through each');
  for (const { name, zh, en } of SCENES) {
    const count = summary.scenes[name] ?? 0;
    story.line(`  ${count > 0 ? '✓' : '✗'} ${String(count).padStart(4)}  ${zh}  ${en}`);
  }
}

/** What a newcomer can open and try. */
export function showAddresses(story: Story, apiUrl: string, { ports, keys }: DemoState, log: string): void {
  const at = (port: number, path = '/') => `http://127.0.0.1:${port}${path}`;
  story.heading('请在浏览器里看看', 'Open in a browser');
  const places: [zh: string, en: string, address: string][] = [
    ['报送网关', 'the gateway', `${apiUrl}/`],
    ['接口文档', 'API, browsable', `${apiUrl}/docs`],
    ['省局网站（RSS）', 'sample site, RSS', at(ports.hubei)],
    ['省局网站（大汉 jpage）', 'sample site, jpage', at(ports.sichuan)],
    ['单位信息公开目录（JSON）', 'disclosure catalogue, JSON', at(ports.quality)],
    ['单位网站（GBK、TRS）', 'sample site, GBK', at(ports.geodesy, '/tzgg/')],
    ['报送单位的报送箱', 'outbox of the pushing unit', at(ports.ngcc)],
    ['局门户', 'bureau portal', at(ports.bureau)],
    ['中央门户', 'central portal', at(ports.central)],
    ['运行日志', 'log', log],
  ];
  for (const [zh, en, address] of places) story.line(`  ${address.padEnd(38)} ${zh} ${en}`);
  story.heading('也可以动手试试', 'Try by hand');
  const push = `{"title":"我的第一篇报送","bodyText":"正文。","contentSource":"示例单位"}`;
  story.line(`  # 最近送达的稿件 the latest delivered items`);
  story.line(
    `  curl -H 'Authorization: Bearer ${keys['reviewer-1'] ?? ''}' '${apiUrl}/api/v1/items?state=delivered&limit=3'`,
  );
  story.line(`  # 报送一篇，随后看它被审核、送达 push an item and see it reviewed and delivered`);
  story.line(
    `  curl -H 'Authorization: Bearer ${keys['ngcc-editor'] ?? ''}' -H 'Content-Type: application/json' -d '${push}' ${apiUrl}/api/v1/items`,
  );
}
