import type { Static } from 'typebox';
import { oneOf } from './shape.js';

/** 特急, 加急, 常规, 补录: highest first. */
export const LANES = ['flash', 'urgent', 'routine', 'backfill'] as const;

export const Lane = oneOf(LANES, '通道 lane: flash 特急, urgent 加急, routine 常规, backfill 补录');
export type Lane = Static<typeof Lane>;
