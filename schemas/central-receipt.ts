import type { Static } from 'typebox';
import { PortalReceipt } from './delivery.js';
import { listOf, oneOf, shape, text } from './shape.js';
import { validator } from './validator.js';

export const CENTRAL_RECEIPT_NAMESPACE = 'urn:baosong:central-receipt:1';

const namespace = oneOf([CENTRAL_RECEIPT_NAMESPACE], 'namespace, version included');

/** 回执单: by answer, by asking and by callback; as a parsed tree. See `central-receipt.xsd`. */
export const CentralReceipts = shape(
  {
    receipts: shape({ '@_xmlns': namespace, receipt: listOf(PortalReceipt, 'receipts, oldest first', 100) }),
  },
  '回执单 receipts of the central portal',
);
export type CentralReceipts = Static<typeof CentralReceipts>;
export const centralReceipts = validator(CentralReceipts);

/** 拒收原因: body of every refusal of the central portal; `unknown-operation` answers for a key it never committed. */
export const CentralProblem = shape(
  {
    problem: shape({
      '@_xmlns': namespace,
      code: text('coded reason', 100),
      message: text('text for people', 2000),
    }),
  },
  '拒收原因 problem of the central portal',
);
export type CentralProblem = Static<typeof CentralProblem>;
export const centralProblem = validator(CentralProblem);
