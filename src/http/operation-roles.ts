import { ROLES, type Role } from '../../schemas/account.js';

// A portal's credential reaches us from outside the bureau: it may hand in receipts and see nothing.
const READERS: readonly Role[] = ROLES.filter((role) => role !== 'portal');
const UNIT_SIDE: readonly Role[] = ['unit-editor', 'province-editor', 'liaison'];
const DECIDERS: readonly Role[] = ['reviewer', 'secrecy-reviewer', 'duty-officer', 'liaison'];
/** Who runs the gateway: alerts name portals and queues, and the items of all units. */
const WATCHERS: readonly Role[] = [...DECIDERS, 'system-administrator', 'security-administrator', 'auditor'];
const SOURCE_KEEPERS: readonly Role[] = [...UNIT_SIDE, 'system-administrator'];
const CALLBACK_KEEPERS: readonly Role[] = [...UNIT_SIDE, 'system-administrator'];
const ACCOUNT_READERS: readonly Role[] = ['system-administrator', 'security-administrator', 'auditor'];

/**
 * Who may call what: the one table, enforced before a body is read. Which organization's things an account may touch is
 * decided by the use cases. 三员分立 (等级保护 level 3): the system administrator creates accounts, the security
 * administrator hands out and takes back their keys, the auditor reads everything and changes nothing.
 */
export const OPERATION_ROLES = {
  listOrganizations: READERS,
  getOrganization: READERS,
  createOrganization: ['system-administrator'],
  grantCrawlConsent: UNIT_SIDE,
  withdrawCrawlConsent: UNIT_SIDE,

  getCallback: READERS,
  saveCallback: CALLBACK_KEEPERS,
  removeCallback: CALLBACK_KEEPERS,
  rotateCallbackSecret: CALLBACK_KEEPERS,
  testCallback: CALLBACK_KEEPERS,
  readUnitAtom: READERS,
  readUnitRss: READERS,
  readUnitJson: READERS,

  listAccounts: ACCOUNT_READERS,
  getAccount: ACCOUNT_READERS,
  createAccount: ['system-administrator'],
  issueKey: ['security-administrator'],
  revokeKey: ['security-administrator'],

  listSources: READERS,
  getSource: READERS,
  registerSource: SOURCE_KEEPERS,
  changeSource: SOURCE_KEEPERS,
  collectSource: SOURCE_KEEPERS,
  checkSource: SOURCE_KEEPERS,
  previewSource: SOURCE_KEEPERS,
  approveSource: ['liaison', 'system-administrator'],
  importOpml: SOURCE_KEEPERS,
  exportOpml: READERS,

  listPortals: READERS,
  getPortal: READERS,
  registerPortal: ['system-administrator'],
  changePortal: ['system-administrator'],
  previewPortal: ['system-administrator', 'liaison'],
  acceptReceipts: ['portal'],

  listRoutes: READERS,
  getRoute: READERS,
  changeRoute: ['system-administrator', 'liaison'],
  removeRoute: ['system-administrator', 'liaison'],
  dryRunRoutes: ['system-administrator', 'liaison'],
  explainRouting: READERS,
  rerouteItem: ['liaison'],

  listItems: READERS,
  getItem: READERS,
  getItemFile: READERS,
  submitItem: UNIT_SIDE,
  submitBatch: UNIT_SIDE,
  submitDocument: UNIT_SIDE,
  listQueue: DECIDERS,
  getReviewFigures: READERS,
  decideItem: DECIDERS,
  decideItems: DECIDERS,
  claimItem: DECIDERS,
  releaseItem: DECIDERS,
  reassignItem: [...DECIDERS, 'system-administrator'],
  overrideFindings: ['secrecy-reviewer', 'liaison'],
  correctItem: [...UNIT_SIDE, 'reviewer'],
  withdrawItem: UNIT_SIDE,
  decideProposal: UNIT_SIDE,
  getMasking: READERS,
  maskItem: [...UNIT_SIDE, 'reviewer', 'secrecy-reviewer'],
  // Not the first reader: what a law wants published is decided by who answers for secrecy or for what goes up.
  exemptItem: ['secrecy-reviewer', 'liaison'],
  withdrawExemption: ['secrecy-reviewer', 'liaison'],
  listRevisions: READERS,
  getRevision: READERS,
  compareRevisions: READERS,

  listPolicies: READERS,
  getPolicy: READERS,
  tryPolicies: [...DECIDERS, 'unit-editor', 'province-editor', 'system-administrator'],
  changePolicy: ['system-administrator', 'liaison'],

  getCalendar: READERS,
  changeCalendar: ['system-administrator'],
  getDutyRoster: READERS,
  changeDutyRoster: ['system-administrator', 'liaison'],
  listNotices: READERS,
  readNotice: READERS,
  readNotices: READERS,

  listRules: READERS,
  getRule: READERS,
  changeRule: ['security-administrator', 'liaison'],

  getCluster: READERS,

  listDeadLetters: READERS,
  replayDeadLetter: ['liaison', 'system-administrator'],
  replayDeadLetters: ['liaison', 'system-administrator'],
  listAlerts: WATCHERS,
  acknowledgeAlert: ['duty-officer', 'liaison', 'system-administrator'],
  getCensus: READERS,
  getCircuit: READERS,
  listDeliveries: READERS,
  getDelivery: READERS,

  listAudit: ACCOUNT_READERS,
  getAuditHead: ACCOUNT_READERS,
  exportAudit: ACCOUNT_READERS,

  getSourceRanking: READERS,
  changeSourceRanking: ['system-administrator'],
} as const satisfies Record<string, readonly Role[]>;

export type OperationId = keyof typeof OPERATION_ROLES;

export function rolesFor(operation: OperationId): readonly Role[] {
  return OPERATION_ROLES[operation];
}
