import type { AlertKind } from '../../schemas/alert.js';
import type { AlertCondition } from '../domain/alert.js';

/** Finds all conditions of one kind that hold now. An alert that is open and not among them is over. */
export interface AlertFinder {
  kind: AlertKind;
  find: () => Promise<AlertCondition[]>;
}
