import { NEAR, similarityOf, type TextSignature } from '../domain/near-duplicate.js';
import type { KeptSignature, SignatureStore } from '../store/signature-store.js';

/** Signatures looked at for each item of a batch on average; more say that bands of some of its items are common ones. */
const MOST_TOGETHER = 30;
/** Signatures looked at for one item then, and how many of the nearest are answered: any of a series leads to its cluster. */
const MOST_FOR_ONE = 100;
const MOST_ANSWERED = 20;
/** Signatures looked at for one band, where a common one has hidden what the others lead to. */
const MOST_FOR_BAND = 10;

type Lookup = Pick<SignatureStore, 'findByBands'>;
type Asked = Pick<TextSignature, 'slots' | 'bands'>;

/** For each item the ids of the others that are near it, the nearest first. */
export async function findNear(
  signatures: Lookup,
  signed: ReadonlyMap<string, Asked | undefined>,
): Promise<Map<string, string[]>> {
  const asked = [...signed].flatMap(([id, signature]) => (signature ? [{ id, signature }] : []));
  if (asked.length === 0) return new Map();
  const together = asked.length > 1 ? await findForAll(signatures, asked) : undefined;
  if (together) return together;
  const apart = asked.map(
    async ({ id, signature }) => [id, await findForOne(signatures, id, signature)] as const,
  );
  return new Map(await Promise.all(apart));
}

/** One lookup for all items; undefined when it leads to too many. */
async function findForAll(
  signatures: Lookup,
  asked: readonly { id: string; signature: Asked }[],
): Promise<Map<string, string[]> | undefined> {
  const limit = MOST_TOGETHER * asked.length;
  const bands = asked.flatMap(({ signature }) => signature.bands);
  const found = await signatures.findByBands(bands, limit + 1);
  if (found.length > limit) return undefined;
  return new Map(asked.map(({ id, signature }) => [id, nearest(id, signature, found)]));
}

/**
 * Texts that share a phrase of office may share a band with thousands; a near copy shares many bands, so it is found by
 * the others. Where the first look has met near ones among too many, the item belongs to a series, and they lead to it.
 */
async function findForOne(signatures: Lookup, id: string, signature: Asked): Promise<string[]> {
  const found = await signatures.findByBands(signature.bands, MOST_FOR_ONE);
  const near = nearest(id, signature, found);
  if (found.length < MOST_FOR_ONE || near.length > 0) return near.slice(0, MOST_ANSWERED);
  const byBand = await Promise.all(
    signature.bands.map((band) => signatures.findByBands([band], MOST_FOR_BAND)),
  );
  const each = new Map(byBand.flat().map((candidate) => [candidate.itemId, candidate]));
  return nearest(id, signature, [...each.values()]).slice(0, MOST_ANSWERED);
}

function nearest(id: string, signature: Asked, candidates: readonly KeptSignature[]): string[] {
  return candidates
    .map(({ itemId, slots }) => ({ itemId, similarity: similarityOf(signature.slots, slots) }))
    .filter(({ itemId, similarity }) => itemId !== id && similarity >= NEAR)
    .sort((a, b) => b.similarity - a.similarity)
    .map(({ itemId }) => itemId);
}
