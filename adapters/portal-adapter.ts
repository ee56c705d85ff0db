import type { TSchema } from 'typebox';
import type { DeliveryOperation, Receipt } from '../schemas/delivery.js';
import type { ItemContent } from '../schemas/item-content.js';
import type { Lane } from '../schemas/lane.js';
import type { Acknowledgement } from '../schemas/portal.js';

/** One thing to make true at a portal. */
export interface PortalOrder {
  /** `itemId.revision.operation`: the portal answers a repeated key with the receipt it gave first. */
  idempotencyKey: string;
  itemId: string;
  revision: number;
  operation: DeliveryOperation;
  lane: Lane;
  /** When it was decided that the portal shows this; the same at every attempt. */
  decidedAt?: string;
  /** 报送单位: id and name of the organization whose item it is. */
  organization: { id: string; name: string };
  /** Absent for withdraw. */
  content?: ItemContent;
  /** 门户栏目: the column that the routing rule chose; absent: the family's own mapping decides. */
  column?: string;
  /** The content by the portal's own field names, where it has a mapping and its family sends such names. */
  fields?: Readonly<Record<string, string | string[]>>;
  /** The revision that the portal shows now, for one that cannot correct: it is withdrawn before the new one is published. */
  replaces?: number;
  /** Why it is withdrawn or corrected, for the portal's editors. */
  reason?: string;
}

export interface PortalRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

export interface PortalResponse {
  status: number;
  /** Lower-cased names. */
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

export interface PortalContext {
  /**
   * One exchange with the portal through the guarded client; any HTTP status is an answer. Throws AppError:
   * `fetch-connect`, `fetch-dns`, `fetch-tls` when nothing was sent, `portal-ambiguous` when the line broke or the time
   * ran out after sending, so that nobody knows whether the portal has committed.
   */
  exchange(request: PortalRequest): Promise<PortalResponse>;
  /** Reads a credential of this portal by name; never logged. */
  secret(name: string): string;
  signal: AbortSignal;
  now(): Date;
  /** The stored copy of a file of the item; undefined when there is none, or it is larger than that. */
  readFile(sha256: string, maxBytes: number): Promise<Uint8Array | undefined>;
  /** A folder of that name below the one that the settings keep for dropped files. */
  dropFolder(name: string): DropFolder;
}

/** A folder that another system takes files from. Throws `service-unavailable` or `portal-…` when it cannot be written or looked at. */
export interface DropFolder {
  /** The file appears under its name whole or not at all, and is on disk when this resolves; one of that name is replaced. */
  put(name: string, body: string): Promise<void>;
  /** When the file was put there; undefined when it is not there. */
  find(name: string): Promise<{ at: Date } | undefined>;
}

/** One entry of the public list of a portal. */
export interface ListedArticle {
  url: string;
  title: string;
  /** Day or time of publication as the list writes it. */
  dateText?: string;
}

/**
 * A portal family in one file: how to send, withdraw and ask. It keeps no state and classifies every answer where it
 * occurs: a Receipt, or an AppError `portal-refused` (do not repeat), `portal-gone` (410, disable), `portal-unauthorized`
 * (401: our key or clock), `portal-throttled` (429, with retryAfterSeconds), `portal-unavailable` (5xx), `portal-protocol` (an answer nobody can read),
 * `portal-ambiguous`.
 */
export interface PortalAdapter<Options = unknown> {
  name: string;
  title: { zh: string; en: string };
  example: Options;
  optionsSchema: TSchema;
  /** Names of all credentials that `ctx.secret` may be asked for. */
  secrets: readonly string[];
  /** Those of them that these options need; default all. */
  neededSecrets?(options: Options): readonly string[];
  operations: readonly DeliveryOperation[];
  /** How a portal of these options may tell what became of an item. */
  acknowledges(options: Options): readonly Acknowledgement[];
  /** What a field mapping may name: `ours`, the fields of the content, or `theirs`, any name. */
  fieldNames(options: Options): 'ours' | 'theirs';
  /** Publishes or corrects. */
  send(order: PortalOrder, options: Options, ctx: PortalContext): Promise<Receipt>;
  withdraw(order: PortalOrder, options: Options, ctx: PortalContext): Promise<Receipt>;
  /**
   * The receipt the portal holds for a key, or undefined when it never committed it. A family that cannot be asked answers
   * undefined, and its portals must take a repeated key for what it is.
   */
  findReceipt(idempotencyKey: string, options: Options, ctx: PortalContext): Promise<Receipt | undefined>;
  /** Reads a receipt callback after its signature is verified with the portal's secrets; throws `signature-invalid`, `validation-failed`. */
  readCallback?(
    request: { headers: Readonly<Record<string, string>>; body: Uint8Array },
    options: Options,
    ctx: Pick<PortalContext, 'secret' | 'now'>,
  ): Receipt[];
  /** What the portal's public list shows now, newest first. */
  readList?(options: Options, ctx: PortalContext): Promise<ListedArticle[]>;
}
