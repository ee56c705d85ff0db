const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

/** As government pages print times: at +08:00, `2026-11-23 09:05`. */
export function toPageTime(date: Date): string {
  return new Date(date.getTime() + SHANGHAI_OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ');
}

export function toPageDate(date: Date): string {
  return toPageTime(date).slice(0, 10);
}

export const SITE_STYLE = `body{margin:0;font-family:"Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#222}
.top{background:#1a4f8b;color:#fff;padding:1.2em 2em}.top h2{margin:0}.top small{opacity:.8}
.main{max-width:60em;margin:1em auto;padding:0 1em}ul{list-style:none;padding:0}
li{border-bottom:1px dotted #ccc;padding:.45em 0;display:flex;justify-content:space-between}
a{color:#1a4f8b;text-decoration:none}.info{color:#777;border-bottom:1px solid #ddd;padding-bottom:.6em}
p{line-height:1.8;text-indent:2em}h1{text-align:center;font-size:1.4em}`;
