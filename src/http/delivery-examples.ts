/** Requests around deliveries as the API page shows them. */
export const DELIVERY_EXAMPLES = {
  replay: { comment: '门户已修正栏目设置' },
  bulkReplay: { portal: 'bureau', reason: 'portal-refused', dryRun: true, comment: '门户已修正栏目设置' },
  acknowledgement: { comment: '已电话联系门户，预计 15 时恢复' },
} as const;
