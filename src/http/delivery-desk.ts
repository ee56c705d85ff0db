import type { Alert, AlertKind } from '../../schemas/alert.js';
import type { Census } from '../../schemas/census.js';
import type { Circuit } from '../../schemas/circuit.js';
import type {
  BulkReplayAnswer,
  BulkReplayRequest,
  DeadLetter,
  ReplayRequest,
} from '../../schemas/dead-letter.js';
import type { Delivery } from '../../schemas/delivery.js';
import type { Lane } from '../../schemas/lane.js';
import type { Caller, Page, PageRequest } from './api-dependencies.js';

/** Who watches over deliveries: what was refused, what is the matter, and how portals stand. */
export interface DeliveryDesk {
  deadLetters: {
    /** Of the caller's own organization, unless they see all. */
    list(
      filter: { portalId?: string; lane?: Lane; organizationId?: string; reason?: string },
      page: PageRequest,
      caller: Caller,
    ): Promise<Page<DeadLetter>>;
    /** Throws `not-found`, or `wrong-state` for what was not refused. */
    replay(id: string, request: ReplayRequest, caller: Caller): Promise<Delivery>;
    replayMany(request: BulkReplayRequest, caller: Caller): Promise<BulkReplayAnswer>;
  };
  alerts: {
    list(filter: { open?: boolean; kind?: AlertKind }, page: PageRequest): Promise<Page<Alert>>;
    /** Undefined where there is no such alert. */
    acknowledge(id: string, comment: string | undefined, caller: Caller): Promise<Alert | undefined>;
  };
  standing: {
    /** Both undefined where there is no such portal. */
    census(portalId: string): Promise<Census | undefined>;
    circuit(portalId: string): Promise<Circuit | undefined>;
  };
}
