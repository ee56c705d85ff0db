import type { Readable } from 'node:stream';
import type { Account, IssuedApiKey, NewAccount } from '../../schemas/account.js';
import type { AuditEntry, AuditHead } from '../../schemas/audit.js';
import type { Cluster, SourceRanking, SourceRankingRequest } from '../../schemas/cluster.js';
import type { ContentItem, ItemState } from '../../schemas/content-item.js';
import type { Delivery, DeliveryStatus } from '../../schemas/delivery.js';
import type {
  BulkDecisionRequest,
  ClaimRequest,
  DecisionRequest,
  OverrideRequest,
  ReassignmentRequest,
} from '../../schemas/decision.js';
import type { DocumentAnswer, DocumentQuery, SheetAnswer } from '../../schemas/document.js';
import type { AppError } from '../../schemas/errors.js';
import type {
  Callback,
  CallbackRequest,
  CallbackTest,
  CallbackWithSecret,
  SecretRotation,
} from '../../schemas/callback.js';
import type { ExemptionRequest } from '../../schemas/exemption.js';
import type { ItemKind } from '../../schemas/item-kind.js';
import type { Lane } from '../../schemas/lane.js';
import type { CrawlConsentRequest, NewOrganization, Organization } from '../../schemas/organization.js';
import type { OpmlImportAnswer, OpmlImportQuery } from '../../schemas/opml.js';
import type { MaskingOffer, MaskingRequest } from '../../schemas/masking.js';
import type { NewPortal, Portal, PortalChange, PortalPreview, PreviewRequest } from '../../schemas/portal.js';
import type {
  DryRunAnswer,
  DryRunRequest,
  RerouteRequest,
  Route,
  RouteChange,
  RoutingExplanation,
} from '../../schemas/route.js';
import type { Policy, PolicyChange, PolicyDryRun, PolicyDryRunAnswer } from '../../schemas/policy.js';
import type { QueueEntry } from '../../schemas/queue.js';
import type {
  CorrectionRequest,
  Submission,
  SubmissionAnswer,
  WithdrawalRequest,
} from '../../schemas/requests.js';
import type { AuditExportQuery, AuditQuery } from '../../schemas/queries.js';
import type { Rule, RuleChange, RuleSummary } from '../../schemas/rule.js';
import type { NewSource, Source, SourceApprovalRequest, SourceChange } from '../../schemas/source.js';
import type { SourceCheck, SourceCheckRequest } from '../../schemas/source-check.js';
import type { SourceAlarmCode } from '../../schemas/source-health.js';
import type { Difference, Revision, RevisionSummary } from '../../schemas/revision.js';
import type { ProposalDecision, ProposalKind } from '../../schemas/withdrawal-proposal.js';

import type { DeliveryDesk } from './delivery-desk.js';
import type { ExportedLog } from '../audit/export-log.js';
import type { Refusal } from '../audit/note-refusals.js';
import type { FeedPage } from '../delivery/feeds/show-feed.js';
import type { ClockDependencies } from './clock-dependencies.js';
import type { UnitFeedPage } from '../notify/show-unit-feed.js';

/** Who asks, and from where: goes into every history event. */
export interface Caller {
  account: Account;
  /** Remote address of the request. */
  from: string;
}

/** What a hub asks before it subscribes or unsubscribes us, as it stands in the query. */
export interface HubQuestion {
  mode: string | undefined;
  topic: string | undefined;
  challenge: string | undefined;
  leaseSeconds: string | undefined;
  reason: string | undefined;
}

/** One page of a listing; `nextCursor` is absent on the last one. */
export interface Page<T> {
  items: T[];
  nextCursor?: string;
}

export interface PageRequest {
  cursor?: string;
  /** 1 to 200. */
  limit: number;
}

export interface ItemFilter {
  state?: ItemState;
  lane?: Lane;
  organizationId?: string;
  kind?: ItemKind;
  /** Words looked for in the title. */
  q?: string;
  proposal?: ProposalKind;
  clusterId?: string;
}

/** What of one's queue is asked for. */
export interface QueueFilter {
  lane?: Lane;
  kind?: ItemKind;
  organizationId?: string;
  stage?: string;
  /** Only what the caller has claimed. */
  mine?: boolean;
}

/** Answer kept under an Idempotency-Key. */
export interface StoredAnswer {
  status: number;
  body: unknown;
  /** Of a body that is text; every other one is JSON. */
  mediaType?: string;
  /** By which a reader that has it already is told so (304). */
  validators?: { etag: string; updated: string };
}

/** A stored copy of an image or attachment, as it is answered. */
export interface StoredFile {
  /** Hex; what its ETag is made of. */
  sha256: string;
  size: number;
  /** Told from its bytes. */
  mediaType: string;
  /** What people know it by, maybe without an extension. */
  name?: string;
  /** Both ends counted in; the whole file without a range. */
  open(range?: { start: number; end: number }): Promise<Readable>;
}

/** What the HTTP side needs; the use cases behind it decide who may do what and throw AppError otherwise. */
export interface ApiDependencies extends ClockDependencies, DeliveryDesk {
  authenticate(apiKey: string): Promise<Account | undefined>;
  organizations: {
    list(page: PageRequest): Promise<Page<Organization>>;
    find(id: string): Promise<Organization | undefined>;
    create(request: NewOrganization, caller: Caller): Promise<Organization>;
    grantConsent(id: string, request: CrawlConsentRequest, caller: Caller): Promise<Organization>;
    withdrawConsent(id: string, caller: Caller): Promise<Organization>;
  };
  /** Where organizations hear of their items. All throw `forbidden` for another organization. */
  callbacks: {
    find(organizationId: string, caller: Caller): Promise<Callback | undefined>;
    /** With its secret where it is new. */
    save(
      organizationId: string,
      request: CallbackRequest,
      caller: Caller,
    ): Promise<{ callback: Callback; secret?: string }>;
    rotateSecret(
      organizationId: string,
      request: SecretRotation,
      caller: Caller,
    ): Promise<CallbackWithSecret>;
    remove(organizationId: string, caller: Caller): Promise<void>;
    test(organizationId: string, caller: Caller): Promise<CallbackTest>;
    /** The organization's own feed of the same events; undefined where there is no such organization. */
    feed(organizationId: string, page: PageRequest, caller: Caller): Promise<UnitFeedPage | undefined>;
  };
  accounts: {
    list(page: PageRequest): Promise<Page<Account>>;
    find(id: string): Promise<Account | undefined>;
    create(request: NewAccount, caller: Caller): Promise<Account>;
    issueKey(accountId: string, caller: Caller): Promise<IssuedApiKey>;
    revokeKey(accountId: string, keyId: string, caller: Caller): Promise<void>;
  };
  sources: {
    list(
      filter: { organizationId?: string; alarm?: SourceAlarmCode },
      page: PageRequest,
    ): Promise<Page<Source>>;
    find(id: string): Promise<Source | undefined>;
    register(request: NewSource, caller: Caller): Promise<Source>;
    change(id: string, change: SourceChange, caller: Caller): Promise<Source>;
    /** Makes the source due now; answers at once, the collect worker does the rest. */
    requestCollect(id: string, caller: Caller): Promise<Source>;
    /** Looks at an address and stores nothing. */
    check(request: SourceCheckRequest): Promise<SourceCheck>;
    preview(id: string, caller: Caller): Promise<SourceCheck>;
    approve(id: string, request: SourceApprovalRequest, caller: Caller): Promise<Source>;
    /** Registers the feeds of an OPML file; answers what became of each. */
    importOpml(
      file: { bytes: Uint8Array; contentType?: string },
      query: OpmlImportQuery,
      caller: Caller,
    ): Promise<OpmlImportAnswer>;
    /** All feeds, or those of one organization, as an OPML file. */
    exportOpml(filter: { organizationId?: string }): Promise<string>;
  };
  portals: {
    list(): Promise<Portal[]>;
    find(id: string): Promise<Portal | undefined>;
    register(request: NewPortal, caller: Caller): Promise<Portal>;
    change(id: string, change: PortalChange, caller: Caller): Promise<Portal>;
    /** What would be sent; sends nothing. */
    preview(id: string, request: PreviewRequest, caller: Caller): Promise<PortalPreview>;
    /** Verifies the portal's signature over the raw body; answers how many receipts were new. */
    acceptReceipts(
      id: string,
      request: { headers: Readonly<Record<string, string>>; body: Uint8Array },
      caller: Caller,
    ): Promise<{ received: number; applied: number }>;
  };
  items: {
    list(filter: ItemFilter, page: PageRequest, caller: Caller): Promise<Page<ContentItem>>;
    /** Throws `forbidden` for an item of another organization. */
    find(id: string, caller: Caller): Promise<ContentItem | undefined>;
    /** The stored copy of a file of the item, of this or an earlier revision. Throws as `find` does. */
    findFile(id: string, sha256: string, caller: Caller): Promise<StoredFile | undefined>;
    submit(submission: Submission, caller: Caller): Promise<SubmissionAnswer>;
    /** Many at once, each on its own: an answer or an error for each, in order. */
    submitMany(submissions: readonly Submission[], caller: Caller): Promise<(SubmissionAnswer | AppError)[]>;
    submitDocument(
      upload: { document: { bytes: Uint8Array; contentType?: string }; fields: DocumentQuery },
      caller: Caller,
    ): Promise<DocumentAnswer | SheetAnswer>;
    decide(id: string, request: DecisionRequest, caller: Caller): Promise<ContentItem>;
    /** Each on its own: the item afterwards or why it was not decided, in order. */
    decideMany(
      request: BulkDecisionRequest,
      caller: Caller,
    ): Promise<({ id: string; item: ContentItem } | { id: string; error: AppError })[]>;
    claim(id: string, request: ClaimRequest, caller: Caller): Promise<ContentItem>;
    release(id: string, request: ClaimRequest, caller: Caller): Promise<ContentItem>;
    reassign(id: string, request: ReassignmentRequest, caller: Caller): Promise<ContentItem>;
    override(id: string, request: OverrideRequest, caller: Caller): Promise<ContentItem>;
    correct(id: string, request: CorrectionRequest, caller: Caller): Promise<ContentItem>;
    withdraw(id: string, request: WithdrawalRequest, caller: Caller): Promise<ContentItem>;
    decideProposal(id: string, request: ProposalDecision, caller: Caller): Promise<ContentItem>;
    explainRouting(id: string, caller: Caller): Promise<RoutingExplanation>;
    reroute(id: string, request: RerouteRequest, caller: Caller): Promise<ContentItem>;
    masking(id: string, caller: Caller): Promise<MaskingOffer>;
    mask(id: string, request: MaskingRequest, caller: Caller): Promise<ContentItem>;
    exempt(id: string, request: ExemptionRequest, caller: Caller): Promise<ContentItem>;
    withdrawExemption(id: string, rule: string, caller: Caller): Promise<ContentItem>;
    revisions(id: string, page: PageRequest, caller: Caller): Promise<Page<RevisionSummary>>;
    revision(id: string, revision: number, caller: Caller): Promise<Revision | undefined>;
    differences(id: string, asked: { from?: number; to?: number }, caller: Caller): Promise<Difference>;
  };
  queue: {
    /** What the caller may decide now, by lane, then deadline. */
    list(filter: QueueFilter, page: PageRequest, caller: Caller): Promise<Page<QueueEntry>>;
  };
  routes: {
    list(): Promise<Route[]>;
    find(id: string, version?: number): Promise<Route | undefined>;
    change(id: string, change: RouteChange, caller: Caller): Promise<Route>;
    remove(id: string, removal: { version: number; comment: string }, caller: Caller): Promise<Route>;
    dryRun(request: DryRunRequest): Promise<DryRunAnswer>;
  };
  policies: {
    list(): Promise<Policy[]>;
    find(id: string, version?: number): Promise<Policy | undefined>;
    change(id: string, change: PolicyChange, caller: Caller): Promise<Policy>;
    /** Which policy and stages an item would get; stores nothing. */
    tryOn(request: PolicyDryRun, caller: Caller): Promise<PolicyDryRunAnswer>;
  };
  rules: {
    list(): Promise<RuleSummary[]>;
    find(id: string, version?: number): Promise<Rule | undefined>;
    change(id: string, change: RuleChange, caller: Caller): Promise<Rule>;
    findSourceRanking(): Promise<SourceRanking>;
    changeSourceRanking(order: SourceRankingRequest, caller: Caller): Promise<SourceRanking>;
  };
  clusters: {
    /** As the items and the ranking are now; of the members only those the caller may see. */
    find(id: string, caller: Caller): Promise<Cluster | undefined>;
  };
  deliveries: {
    list(
      filter: { itemId?: string; portalId?: string; status?: DeliveryStatus },
      page: PageRequest,
      caller: Caller,
    ): Promise<Page<Delivery>>;
    find(id: string, caller: Caller): Promise<Delivery | undefined>;
  };
  audit: {
    list(query: AuditQuery, page: PageRequest): Promise<Page<AuditEntry>>;
    head(): Promise<AuditHead>;
    export(query: AuditExportQuery, caller: Caller): Promise<ExportedLog>;
    /** Notes that somebody was turned away; never throws, and many at once are one. */
    refused(refusal: Refusal): Promise<void>;
  };
  idempotency: {
    /**
     * Runs `work` once for (account, key); a repeat with the same request digest gets the stored answer, with another
     * digest `idempotency-conflict`, while the first still runs `idempotency-in-progress`. Only answers below 500 are kept.
     */
    once(
      scope: { accountId: string; key: string; digest: string },
      work: () => Promise<StoredAnswer>,
    ): Promise<StoredAnswer & { replayed: boolean }>;
    /**
     * The same for lines of one request, each under the key and its number: `work` runs those at the positions that were
     * not answered before. Ends before the first line that another request had under this key, or that still runs.
     */
    eachOnce(
      scope: { accountId: string; key: string },
      lines: readonly { line: number; digest: string }[],
      work: (positions: readonly number[]) => Promise<(object | AppError)[]>,
    ): Promise<{ answers: (object | AppError)[]; refused?: AppError }>;
  };
  /** The callback of WebSub hubs. */
  websub: {
    /** Answers the challenge to echo; throws `not-found` for what nobody asked for. */
    verify(token: string, question: HubQuestion): Promise<string>;
    /** Throws `subscription-gone` or `signature-invalid`. */
    take(token: string, signature: string | undefined, body: Uint8Array): Promise<void>;
  };
  /** What is published, for everybody. */
  feeds: {
    /** The feed of a portal, else of a column; undefined where there is neither. */
    find(name: string, page: PageRequest): Promise<FeedPage | undefined>;
  };
  readiness(): Promise<{ documents: boolean; redis: boolean }>;
  /** Prometheus text. */
  metrics(): Promise<{ contentType: string; body: string }>;
}
