import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Receipt, ReceiptStatus } from '../../../schemas/delivery.js';
import { isItemId, toItemId } from '../../../src/domain/item-id.js';
import { strongerStatuses, strongestReceipt, toDeliveryStatus } from '../../../src/domain/receipts.js';
import { retryDelaySeconds } from '../../../src/domain/retry-delay.js';

describe('a submission number', () => {
  const moment = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
  const random = fc.uint8Array({ minLength: 5, maxLength: 5 });

  test('has the day at +08:00 in front', () => {
    const bytes = new Uint8Array([1, 2, 3, 4, 5]);
    expect(toItemId(new Date('2026-11-23T15:59:59.999Z'), bytes)).toMatch(/^20261123-2JCPZZ-/);
    expect(toItemId(new Date('2026-11-23T16:00:00Z'), bytes)).toBe('20261124-000000-04106105');
  });

  test('fits its pattern and can be told from other text', () => {
    fc.assert(
      fc.property(moment, random, (now, bytes) => {
        expect(isItemId(toItemId(now, bytes))).toBe(true);
      }),
    );
    for (const other of ['', '20261123', '20261123-00000I-00000000', 'x20261123-000000-00000000']) {
      expect(isItemId(other)).toBe(false);
    }
  });

  test('sorts as text by the millisecond it was given', () => {
    fc.assert(
      fc.property(
        moment,
        fc.integer({ min: 1, max: 10_000_000_000 }),
        random,
        random,
        (now, gap, one, two) => {
          const later = new Date(now.getTime() + gap);
          expect(toItemId(now, one) < toItemId(later, two)).toBe(true);
        },
      ),
    );
  });

  test('differs with every random bit', () => {
    fc.assert(
      fc.property(moment, random, random, (now, one, two) => {
        expect(toItemId(now, one) === toItemId(now, two)).toBe(Buffer.from(one).equals(Buffer.from(two)));
      }),
    );
  });
});

describe('the wait before a delivery is tried again', () => {
  const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  test('grows from seconds to half an hour, half of it by chance', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), unit, (failures, random) => {
        const full = Math.min(2 ** Math.min(failures, 20), 1800);
        const seconds = retryDelaySeconds(failures, random);
        expect(seconds).toBeGreaterThanOrEqual(full / 2);
        expect(seconds).toBeLessThanOrEqual(full);
      }),
    );
    expect(retryDelaySeconds(1, 0)).toBe(1);
    expect(retryDelaySeconds(60, 0.999_999)).toBeCloseTo(1800, 0);
  });

  test('never undercuts what the portal asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), unit, fc.nat(100_000), (failures, random, retryAfter) => {
        expect(retryDelaySeconds(failures, random, retryAfter)).toBeGreaterThanOrEqual(retryAfter);
      }),
    );
  });
});

describe('of several receipts for one key', () => {
  const receipt = (status: ReceiptStatus, idempotencyKey = 'k'): Receipt => ({
    idempotencyKey,
    status,
    receiptNumber: status,
    at: '',
  });
  const status = fc.constantFrom<ReceiptStatus>('accepted', 'adopted', 'declined', 'withdrawn');

  test('the strongest is the same in whatever order they came', () => {
    fc.assert(
      fc.property(fc.array(status, { minLength: 1, maxLength: 6 }), (statuses) => {
        const all = statuses.map((each) => receipt(each));
        const words = all.map((last) => strongestReceipt(last, all).status);
        expect(new Set(words).size).toBe(1);
        expect(strongerStatuses(words[0] ?? 'accepted').some((each) => statuses.includes(each))).toBe(false);
      }),
    );
  });

  test('those for another key say nothing', () => {
    expect(strongestReceipt(receipt('accepted'), [receipt('adopted', 'other')]).status).toBe('accepted');
  });

  test('accepted is shown as delivered, the others as they are', () => {
    expect(
      (['accepted', 'adopted', 'declined', 'withdrawn'] as const).map((each) =>
        toDeliveryStatus({ status: each }),
      ),
    ).toEqual([...['delivered', 'adopted', 'declined', 'withdrawn']]);
  });
});
