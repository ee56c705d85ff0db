import type { DecisionRequest } from '../../../schemas/decision.js';
import { AppError } from '../../../schemas/errors.js';
import type { ItemChange } from '../item-change.js';
import { nextState } from '../item-state.js';
import { toEntry, type DecisionContext } from './decision-context.js';

type Closing = Exclude<DecisionRequest['decision'], 'approve' | 'send'>;

const ACTIONS = { return: 'returned', decline: 'declined', merge: 'merged', expire: 'expired' } as const;

/** Decisions that end the review; what is published already stays as it is. */
export function closeItem(context: DecisionContext, decision: Closing): ItemChange {
  const { item, request } = context;
  const change = { state: nextState(item.state, decision), history: toEntry(context, ACTIONS[decision]) };
  if (decision !== 'merge') return change;
  const { into } = request;
  if (into === undefined || into === item.id) throw noTarget();
  return { ...change, mergedInto: into, history: { ...change.history, subject: into } };
}

function noTarget(): AppError {
  const zh = '请写明并入哪一条，且不能是本条';
  const en = 'name the item that stays, another one than this';
  return new AppError('validation-failed', en, { fields: [{ pointer: '/into', zh, en }] });
}
