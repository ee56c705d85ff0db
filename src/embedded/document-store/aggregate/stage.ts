import type { RawValue } from '../bson/raw-value.js';
import type { Pause } from '../read/run-plan.js';

/** Documents on their way through a pipeline, with pauses passed along. */
export type DocumentFlow = Generator<RawValue | Pause, undefined, undefined>;

/** One stage: a flow in, a flow out. */
export type Stage = (source: DocumentFlow) => DocumentFlow;
