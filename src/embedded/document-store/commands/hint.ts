import { BsonType } from '../bson/bson-type.js';
import { identicalValues } from '../bson/compare.js';
import { firstElement, isEmptyContainer } from '../bson/raw-value.js';
import { readString } from '../bson/scalars.js';
import { MongoError } from '../mongo-error.js';
import type { Collection, CollectionIndex } from '../storage/collection.js';
import type { CommandArguments } from './command-arguments.js';

/** The index that a `hint` names, by name or by key pattern. */
export function findHint(
  args: CommandArguments,
  collection: Collection,
): CollectionIndex | 'scan' | undefined {
  const hint = args.get('hint');
  if (hint === undefined || (hint.type === BsonType.object && isEmptyContainer(hint))) return undefined;
  if (hint.type === BsonType.object && firstElement(hint)?.name === '$natural') return 'scan';
  if (hint.type !== BsonType.string && hint.type !== BsonType.object)
    throw new MongoError(9, 'Hint must be a string or an object');
  const index = collection.indexes.find(({ definition, usable }) => {
    if (!usable) return false;
    return hint.type === BsonType.string
      ? definition.name === readString(hint)
      : identicalValues(definition.keyPattern, hint);
  });
  if (index === undefined) {
    throw new MongoError(
      2,
      'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
    );
  }
  return index;
}
