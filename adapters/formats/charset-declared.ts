/** Where a document says its charset, strongest first. */
export type DocumentKind = 'xml' | 'html' | 'json';

/** Pages of old portals put scripts before their meta labels, so this looks further than the 1024 bytes of the standard. */
const HEAD_BYTES = 8192;

/** Labels as written: the transport's first, then the document's own. */
export function findDeclaredLabels(
  body: Uint8Array,
  hint: { contentType?: string; kind: DocumentKind },
): string[] {
  const labels: string[] = [];
  const fromHeader = labelOfHeader(hint.contentType);
  if (fromHeader !== undefined) labels.push(fromHeader);
  if (hint.kind === 'json') return labels;
  const head = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, HEAD_BYTES)).toString(
    'latin1',
  );
  for (const label of [labelOfXmlDeclaration(head), labelOfMeta(head)]) {
    if (label !== undefined) labels.push(label);
  }
  return labels;
}

function labelOfHeader(contentType: string | undefined): string | undefined {
  return firstGroup(/;\s*charset\s*=\s*["']?\s*([^"';,\s]+)/i, contentType ?? '');
}

function labelOfXmlDeclaration(head: string): string | undefined {
  const declaration = /<\?xml[^>]{0,400}/i.exec(head)?.[0] ?? '';
  return firstGroup(/\sencoding\s*=\s*["']?\s*([\w.:-]+)/i, declaration);
}

/** `<meta charset=…>` and `<meta http-equiv=Content-Type content="…; charset=…">`, whichever the page has first. */
function labelOfMeta(head: string): string | undefined {
  for (const match of head.matchAll(/<meta\b[^>]{0,1000}/gi)) {
    const label = firstGroup(/\bcharset\s*=\s*["']?\s*([^\s"'/>;]+)/i, match[0]);
    if (label !== undefined) return label;
  }
  return undefined;
}

function firstGroup(pattern: RegExp, text: string): string | undefined {
  return pattern.exec(text)?.[1];
}
