import { Type, type Static } from 'typebox';
import { shape, text } from '../../../schemas/shape.js';
import { UnitEventType } from '../../../schemas/unit-event.js';
import { validator } from '../../../schemas/validator.js';

/** What the sample unit remembers of an event. */
const HeardEvent = shape({
  id: text('webhook-id', 200),
  type: UnitEventType,
  itemId: text('item', 64),
});
export type HeardEvent = Static<typeof HeardEvent>;
export const heardEvent = validator(HeardEvent);
export const heardEvents = validator(Type.Array(HeardEvent));
