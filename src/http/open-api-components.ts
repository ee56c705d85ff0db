import type { TSchema } from 'typebox';
import { AlertAcknowledgement, Alert, AlertKind, AlertSubject } from '../../schemas/alert.js';
import { Census } from '../../schemas/census.js';
import { Circuit, CircuitSettings } from '../../schemas/circuit.js';
import { BulkReplayAnswer, BulkReplayRequest, DeadLetter, ReplayRequest } from '../../schemas/dead-letter.js';
import { Account, ApiKey, IssuedApiKey, NewAccount, Role } from '../../schemas/account.js';
import {
  AccountPage,
  AlertPage,
  DeadLetterPage,
  AuditPage,
  DeliveryPage,
  ItemPage,
  OrganizationPage,
  PolicyList,
  PortalList,
  ReceiptsAnswer,
  RouteList,
  RuleList,
  QueuePage,
  RevisionPage,
  SourcePage,
} from '../../schemas/answers.js';
import {
  Calendar,
  CalendarChange,
  Holiday,
  LaneLimits,
  MakeUpDay,
  WorkingHours,
} from '../../schemas/calendar.js';
import {
  Callback,
  CallbackRequest,
  CallbackTest,
  CallbackWithSecret,
  SecretRotation,
} from '../../schemas/callback.js';
import { Cluster, ClusterMember, SourceRanking, SourceRankingRequest } from '../../schemas/cluster.js';
import { ActedThing, ActionOutcome, AuditAction, AuditEntry, AuditHead, Who } from '../../schemas/audit.js';
import {
  ContentItem,
  HistoryEvent,
  ItemDelivery,
  ItemFacts,
  ItemState,
  Publication,
} from '../../schemas/content-item.js';
import {
  BulkDecisionRequest,
  ClaimRequest,
  DecisionRequest,
  OverrideRequest,
  ReassignmentRequest,
} from '../../schemas/decision.js';
import {
  Policy,
  PolicyChange,
  PolicyDryRun,
  PolicyDryRunAnswer,
  PolicyMatch,
  PolicyStage,
} from '../../schemas/policy.js';
import { BulkDecisionAnswer, BulkDecisionOutcome, QueueEntry } from '../../schemas/queue.js';
import { ReviewFigures, StageFigures, UnitFigures } from '../../schemas/review-figures.js';
import { DutyRosterAnswer, DutyRosterChange, DutyShift } from '../../schemas/duty-roster.js';
import { Notice, NoticeKind, NoticePage, NoticesRead, NoticesReadAnswer } from '../../schemas/notice.js';
import {
  AlarmLevel,
  AlarmTimes,
  Claim,
  CodedReason,
  Note,
  Override,
  Review,
  ReviewStage,
  SecondReview,
  StageTiming,
} from '../../schemas/review.js';
import {
  CellProblem,
  BatchLineAnswer,
  DocumentAnswer,
  SheetAnswer,
  SheetRowAnswer,
} from '../../schemas/document.js';
import { Delivery, DeliveryAttempt, DeliveryOperation, DeliveryStatus } from '../../schemas/delivery.js';
import { DeliveryTarget, Receipt, ReceiptStatus } from '../../schemas/delivery.js';
import { Disclosure, Finding, ItemAttachment, ItemContent, ItemImage } from '../../schemas/item-content.js';
import { Exemption, ExemptibleRule, ExemptionRequest } from '../../schemas/exemption.js';
import { ItemKind } from '../../schemas/item-kind.js';
import { Lane } from '../../schemas/lane.js';
import { MaskingFinding, MaskingOffer, MaskingRequest } from '../../schemas/masking.js';
import { MediaProblem } from '../../schemas/media.js';
import {
  ConsentEvent,
  CrawlConsent,
  CrawlConsentRequest,
  NewOrganization,
  Organization,
  OrganizationKind,
} from '../../schemas/organization.js';
import { OpmlImportAnswer, OpmlOutcome } from '../../schemas/opml.js';
import {
  NewPortal,
  Portal,
  PortalChange,
  PortalPreview,
  PreviewRequest,
  QuietHours,
  RateLimit,
  RouteRule,
} from '../../schemas/portal.js';
import { FieldMapping } from '../../schemas/field-mapping.js';
import {
  CandidateRoute,
  DryRunAnswer,
  DryRunItem,
  DryRunPortal,
  DryRunRequest,
  RerouteRequest,
  Route,
  RouteChange,
  RouteCondition,
  RoutedDelivery,
  RoutedTo,
  RouteMatch,
  RouteTarget,
  RouteVerdict,
  RoutingExplanation,
} from '../../schemas/route.js';
import {
  CorrectionRequest,
  Problem,
  Readiness,
  Submission,
  SubmissionAnswer,
  WithdrawalRequest,
} from '../../schemas/requests.js';
import { Rule, RuleChange, RuleSummary, Term, Thresholds } from '../../schemas/rule.js';
import { TestEvent, UnitEvent, UnitEventType } from '../../schemas/unit-event.js';
import { Websub } from '../../schemas/websub.js';
import { SourceAlarm, SourceAlarmCode, SourceHealth, SourceWaiting } from '../../schemas/source-health.js';
import { SourceApprovalRequest } from '../../schemas/source.js';
import { RecognisedSource, RecommendedSource, SiteFinding } from '../../schemas/source-check.js';
import { SourceCheck, SourceCheckRequest } from '../../schemas/source-check.js';
import {
  Difference,
  DifferenceSegment,
  FieldDifference,
  Revision,
  RevisionSummary,
} from '../../schemas/revision.js';
import {
  NewSource,
  Source,
  SourceChange,
  SourceProblem,
  SourceState,
  SourceStop,
} from '../../schemas/source.js';
import { IdentityCriterion, SourceIdentity } from '../../schemas/source-identity.js';
import {
  ProposalDecision,
  ProposalKind,
  VanishedReason,
  WithdrawalProposal,
} from '../../schemas/withdrawal-proposal.js';

/** Schemas that the API page knows by name; wherever one occurs inside another it becomes a reference. */
export const COMPONENT_SCHEMAS: Readonly<Record<string, TSchema>> = {
  ...{ Account, AccountPage, ApiKey, IssuedApiKey, NewAccount, Role },
  ...{ CodedReason, ContentItem, HistoryEvent, ItemDelivery, ItemFacts, ItemPage, ItemState },
  ...{ ActedThing, ActionOutcome, AuditAction, AuditEntry, AuditHead, AuditPage, Who },
  ...{ ReviewFigures, StageFigures, StageTiming, UnitFigures },
  ...{ Claim, Note, Override, Publication, Review, ReviewStage, SecondReview },
  ...{ ClaimRequest, OverrideRequest, ReassignmentRequest },
  ...{ BulkDecisionAnswer, BulkDecisionOutcome, BulkDecisionRequest, QueueEntry, QueuePage },
  ...{ Policy, PolicyChange, PolicyDryRun, PolicyDryRunAnswer, PolicyList, PolicyMatch, PolicyStage },
  ...{ AlarmLevel, AlarmTimes, DutyRosterAnswer, DutyRosterChange, DutyShift },
  ...{ Notice, NoticeKind, NoticePage, NoticesRead, NoticesReadAnswer },
  ...{ Calendar, CalendarChange, Holiday, LaneLimits, MakeUpDay, WorkingHours },
  ...{ AlertAcknowledgement, Alert, AlertKind, AlertPage, AlertSubject },
  ...{ Census, Circuit, CircuitSettings, RateLimit },
  ...{ BulkReplayAnswer, BulkReplayRequest, DeadLetter, DeadLetterPage, ReplayRequest },
  ...{ Delivery, DeliveryAttempt, DeliveryOperation, DeliveryPage, DeliveryStatus, DeliveryTarget },
  ...{ Receipt, ReceiptStatus, ReceiptsAnswer },
  ...{ Disclosure, Finding, ItemAttachment, ItemContent, ItemImage, ItemKind, Lane, MediaProblem },
  ...{ NewOrganization, Organization, OrganizationKind, OrganizationPage },
  ...{ ConsentEvent, CrawlConsent, CrawlConsentRequest },
  ...{ Callback, CallbackRequest, CallbackTest, CallbackWithSecret, SecretRotation },
  ...{ TestEvent, UnitEvent, UnitEventType },
  ...{ FieldMapping, NewPortal, Portal, PortalChange, PortalList, PortalPreview, PreviewRequest },
  ...{ QuietHours, RouteRule },
  ...{ CandidateRoute, Route, RouteChange, RouteCondition, RouteList, RouteMatch, RouteTarget },
  ...{ RoutedDelivery, RoutedTo, RouteVerdict, RoutingExplanation, RerouteRequest },
  ...{ DryRunAnswer, DryRunItem, DryRunPortal, DryRunRequest },
  ...{ OpmlImportAnswer, OpmlOutcome },
  ...{ BatchLineAnswer, CellProblem, DocumentAnswer, SheetAnswer, SheetRowAnswer },
  ...{ CorrectionRequest, DecisionRequest, Submission, SubmissionAnswer, WithdrawalRequest },
  ...{ Rule, RuleChange, RuleList, RuleSummary, Term, Thresholds },
  ...{ Problem, Readiness },
  ...{ NewSource, Source, SourceApprovalRequest, SourceChange, SourcePage, SourceProblem, SourceState },
  ...{ RecognisedSource, RecommendedSource, SiteFinding, SourceCheck, SourceCheckRequest },
  ...{ Websub },
  ...{ SourceAlarm, SourceAlarmCode, SourceHealth, SourceWaiting },
  ...{ SourceStop },
  ...{ IdentityCriterion, SourceIdentity },
  ...{ Exemption, ExemptibleRule, ExemptionRequest, MaskingFinding, MaskingOffer, MaskingRequest },
  ...{ ProposalDecision, ProposalKind, VanishedReason, WithdrawalProposal },
  ...{ Difference, DifferenceSegment, FieldDifference, Revision, RevisionPage, RevisionSummary },
  ...{ Cluster, ClusterMember, SourceRanking, SourceRankingRequest },
};

// By content, not identity: an optional property holds a copy of the schema it was made from.
const NAMES = new Map(
  Object.entries(COMPONENT_SCHEMAS).map(([name, schema]) => [JSON.stringify(schema), name]),
);

/** All component schemas, each in terms of the others. */
export function componentSchemas(): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(COMPONENT_SCHEMAS).map(([name, schema]) => [name, referenceParts(schema)]),
  );
}

/** The schema as the document shows it: a reference where it has a name. */
export function schemaReference(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return schema;
  const name = NAMES.get(JSON.stringify(schema));
  return name === undefined ? referenceParts(schema) : { $ref: `#/components/schemas/${name}` };
}

function referenceParts(schema: object): unknown {
  if (Array.isArray(schema)) return schema.map(schemaReference);
  return Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, schemaReference(part)]));
}
