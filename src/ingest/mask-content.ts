import { AppError } from '../../schemas/errors.js';
import type { ItemContent } from '../../schemas/item-content.js';
import type { RawEntry } from '../../schemas/raw-entry.js';
import { maskText, type PersonalMask } from '../domain/personal-masks.js';
import { maskHtml } from '../normalize/mask-html.js';
import type { WithinTime } from '../within-time.js';
import { normalizeEntry } from './normalize-entries.js';
import { keptDates, toSameEntry } from './submission-entry.js';

/**
 * A content with some personal data masked in every text it stands in. It takes the same way in as any other content, so
 * that text, pictures and attachments fit its body; throws `internal` rather than answer one whose text is not the masked
 * one.
 */
export function maskContent(
  content: ItemContent,
  masks: readonly PersonalMask[],
  { withinTime, now }: { withinTime: WithinTime; now: Date },
): ItemContent {
  const masked = (field: string, text: string): string =>
    maskText(
      text,
      masks.filter((mask) => mask.field === field),
    );
  const bodyText = masked('bodyText', content.bodyText);
  const entry = toMaskedEntry(content, masks, { masked, bodyText });
  const normalized = normalizeEntry(entry, { defaults: { kind: content.kind }, now }, withinTime);
  if (!normalized.ok) throw new AppError(normalized.code, normalized.message, { fields: normalized.fields });
  if (normalized.content.bodyText !== bodyText)
    throw new AppError('internal', 'the masked body does not give the masked text');
  return { ...normalized.content, ...keptDates(content) };
}

function toMaskedEntry(
  content: ItemContent,
  masks: readonly PersonalMask[],
  { masked, bodyText }: { masked: (field: string, text: string) => string; bodyText: string },
): RawEntry {
  const entry = toSameEntry(content);
  const { title, subtitle, summary, images = [], attachments = [] } = entry;
  const body = maskHtml(content.bodyHtml, { text: content.bodyText, masked: bodyText, attributes: masks });
  return {
    ...entry,
    body,
    ...(title !== undefined && { title: masked('title', title) }),
    ...(subtitle !== undefined && { subtitle: masked('subtitle', subtitle) }),
    ...(summary !== undefined && { summary: masked('summary', summary) }),
    images: images.map((image, position) => ({
      ...image,
      ...(image.alt !== undefined && { alt: masked(`images/${position}/alt`, image.alt) }),
    })),
    attachments: attachments.map((file, position) => ({
      ...file,
      ...(file.title !== undefined && { title: masked(`attachments/${position}/title`, file.title) }),
    })),
  };
}
