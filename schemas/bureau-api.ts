import type { Static } from 'typebox';
import { DeliveryOperation, PortalReceipt } from './delivery.js';
import { ItemContent } from './item-content.js';
import { Lane } from './lane.js';
import { count, identifier, listOf, optional, shape, text } from './shape.js';
import { validator } from './validator.js';

const operationProperties = {
  itemId: text('受理编号', 64),
  revision: count('revision of the item'),
  operation: DeliveryOperation,
  lane: Lane,
  organization: shape({ id: identifier('organization'), name: text('单位名称', 200) }, '报送单位'),
  reason: optional(text('why it is corrected or withdrawn', 2000)),
};

/** `PUT {baseUrl}/articles/{itemId}`: publish or correct; the content replaces whatever the portal shows. */
export const BureauArticle = shape(
  {
    ...operationProperties,
    column: optional(text('column at the portal, mapped from the kind', 200)),
    content: ItemContent,
  },
  '报送稿件 article for the bureau portal',
);
export type BureauArticle = Static<typeof BureauArticle>;
export const bureauArticle = validator(BureauArticle);

/** `POST {baseUrl}/articles/{itemId}/withdrawal`. */
export const BureauWithdrawal = shape(operationProperties, '撤稿 withdrawal at the bureau portal');
export type BureauWithdrawal = Static<typeof BureauWithdrawal>;
export const bureauWithdrawal = validator(BureauWithdrawal);

/** Body of a receipt callback of the bureau portal. */
export const BureauReceipts = shape(
  { receipts: listOf(PortalReceipt, 'receipts, oldest first', 100) },
  '回执 receipts sent by callback',
);
export type BureauReceipts = Static<typeof BureauReceipts>;
export const bureauReceipts = validator(BureauReceipts);

/** Body of every refusal; `unknown-operation` answers a question for a key the portal never committed. */
export const BureauProblem = shape(
  { code: text('coded reason', 100), message: text('text for people', 2000) },
  '拒收原因 why the portal refused',
);
export type BureauProblem = Static<typeof BureauProblem>;
export const bureauProblem = validator(BureauProblem);
