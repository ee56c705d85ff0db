import type { ItemContent } from '../../schemas/item-content.js';
import { hasLinks } from './body-links.js';

/** What is still to be done for the findings of a revision once its own content has been checked. */
export interface MarksAfterChecks {
  recheckDueAt?: string;
  linksDueAt?: string;
}

/** Attachments are judged when they have come and been read, links when they have been asked. */
export function marksAfterChecks(
  { attachments, bodyHtml }: Pick<ItemContent, 'attachments' | 'bodyHtml'>,
  at: string,
): MarksAfterChecks {
  return {
    ...(attachments.length > 0 && { recheckDueAt: at }),
    ...(hasLinks(bodyHtml) && { linksDueAt: at }),
  };
}
