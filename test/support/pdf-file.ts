export interface PdfText {
  text: string;
  x?: number;
  y: number;
  size?: number;
}

/** A4 in points. */
const PAGE = '[0 0 595 842]';

/**
 * A PDF of Chinese text in a font that is named and not embedded, as older office programs write it. Each text stands
 * where it is put.
 */
export function pdfFile(pages: readonly (readonly PdfText[])[], info: { Title?: string } = {}): Uint8Array {
  const objects: string[] = [];
  const add = (object: string) => objects.push(object);
  const pageIds = pages.map((_, index) => 6 + index * 2);
  add('<</Type/Catalog/Pages 2 0 R>>');
  add(`<</Type/Pages/Kids[${pageIds.map((id) => `${id} 0 R`).join(' ')}]/Count ${pages.length}>>`);
  add('<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>');
  add(
    '<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 5 0 R>>',
  );
  add(
    '<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>',
  );
  for (const page of pages) {
    const content = page.map(drawn).join('\n');
    add(
      `<</Type/Page/Parent 2 0 R/MediaBox${PAGE}/Contents ${objects.length + 2} 0 R/Resources<</Font<</F1 3 0 R>>>>>>`,
    );
    add(`<</Length ${content.length}>>stream\n${content}\nendstream`);
  }
  if (info.Title !== undefined) add(`<</Title <feff${hex(info.Title)}>>>`);
  return assemble(objects, info.Title === undefined ? '' : `/Info ${objects.length} 0 R`);
}

function drawn({ text, x = 90, y, size = 16 }: PdfText): string {
  return `BT /F1 ${size} Tf ${x} ${y} Td <${hex(text)}> Tj ET`;
}

function hex(text: string): string {
  return Buffer.from(text, 'utf16le').swap16().toString('hex');
}

function assemble(objects: readonly string[], trailer: string): Uint8Array {
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}`;
  return Buffer.from(
    `${file}${table}trailer<</Size ${size}/Root 1 0 R${trailer}>>\nstartxref\n${file.length}\n%%EOF`,
  );
}
