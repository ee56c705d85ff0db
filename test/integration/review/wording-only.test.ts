import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ContentItem } from '../../../schemas/content-item.js';
import { ROUTINE_POLICY } from '../../../src/domain/review/default-policies.js';
import { someText } from '../../support/desk.js';
import { eventually, startGateway, type Gateway } from '../../support/gateway.js';
import { openReviewDesk } from '../../support/review-desk.js';

let gateway: Gateway;
let desk: ReturnType<typeof openReviewDesk>;
beforeAll(async () => {
  gateway = await startGateway();
  desk = openReviewDesk(gateway);
});
afterAll(() => gateway.stop());

interface Published {
  id: string;
  /** The unit sends it again with changes. */
  again: (fields: Record<string, unknown>) => Promise<void>;
  text: string;
}

async function publish(fields: Record<string, unknown> = {}): Promise<Published> {
  const externalId = randomBytes(6).toString('hex');
  const text = someText().repeat(4);
  const sent = { externalId, bodyText: text, ...fields };
  const id = await desk.submit(sent);
  await desk.approve(id);
  await desk.inState(id, 'delivered');
  const again = async (changes: Record<string, unknown>) => {
    expect(await desk.submit({ ...sent, ...changes })).toBe(id);
  };
  return { id, again, text };
}

/** The item once its revision has been delivered without anybody's review. */
async function passed(id: string, revision: number): Promise<ContentItem> {
  return eventually(`${id} has revision ${revision} delivered`, async () => {
    const item = await desk.item(id);
    return item.state === 'delivered' && item.publication?.revision === revision && item;
  });
}

/** The item shows it a moment before the delivery does. */
async function portalHas(id: string, revision: number): Promise<void> {
  await eventually(`the portal has revision ${revision}`, async () => {
    return (await desk.delivery(id, 'bureau'))?.applied?.revision === revision;
  });
}

/** What goes to people again, and what the portals have until then. */
async function toPeople(id: string, delivered = 1): Promise<string | undefined> {
  const item = await desk.inState(id, 'in-review');
  expect(item.publication?.revision).toBe(delivered);
  await portalHas(id, delivered);
  expect(item.history.filter(({ action }) => action === 'passed')).toHaveLength(delivered - 1);
  return item.history.findLast(({ action }) => action === 'checked')?.comment;
}

/** As the test above it left it: policies count for what is checked after they were written. */
async function routine(wordingOnly?: typeof ROUTINE_POLICY.wordingOnly): Promise<void> {
  const { title, order, enabled, match, stages } = ROUTINE_POLICY;
  const version = (await gateway.call('chief', 'GET', '/api/v1/policies/routine')).body.version as number;
  const changed = { title, order, enabled, match, stages, ...(wordingOnly && { wordingOnly }) };
  const body = { ...changed, version, comment: '试验' };
  expect((await gateway.call('chief', 'PUT', '/api/v1/policies/routine', body)).status).toBe(200);
  await eventually('it is in force', async () => {
    const { policies } = await gateway.app.reviewSettings();
    return policies.some((each) => each.id === 'routine' && each.version === version + 1);
  });
}

test('a few words changed at the source are published as a correction, with a record of how few', async () => {
  const { id, again, text } = await publish();
  await again({ bodyText: text.replace('部署会召开', '部署会议召开') });
  const item = await passed(id, 2);
  expect(item.publication?.operation).toBe('correct');
  const event = item.history.find(({ action }) => action === 'passed');
  expect(event).toMatchObject({ by: 'system', revision: 2, comment: expect.stringContaining('routine@1') });
  expect(event?.wording).toMatchObject({ policy: 'routine@1', from: 1, characters: 1 });
  await portalHas(id, 2);
  expect((await desk.delivery(id, 'bureau'))?.applied?.operation).toBe('correct');
  const told = await gateway.call('chief', 'GET', `/api/v1/items/${id}`);
  expect((told.body.history as ContentItem['history']).map((each) => each.wording)).toContainEqual(
    event?.wording,
  );
});

test('small changes do not add up: what people approved is what counts', async () => {
  const { id, again, text } = await publish();
  await again({ bodyText: text.replace('工作部署会', '有关工作部署会') });
  await passed(id, 2);
  const more = text.replace('工作部署会', '有关工作部署会').replace('期限和质量', '期限以及各项质量');
  await again({ bodyText: more });
  const { history } = await passed(id, 3);
  expect(history.findLast(({ action }) => action === 'passed')?.wording).toMatchObject({
    from: 1,
    characters: 7,
  });
  await again({ bodyText: `${more}会议由局领导主持，有关单位负责人参加。` });
  expect(await toPeople(id, 3)).toContain('size');
  expect((await desk.approve(id)).publication).toMatchObject({ operation: 'correct', revision: 4 });
});

describe('goes to people again, while the portals keep what they have', () => {
  test('what is changed by more', async () => {
    const { id, again, text } = await publish();
    await again({ bodyText: `${text}会议由局领导主持，有关单位和部门的负责人参加了会议并作发言。` });
    expect(await toPeople(id)).toContain('size');
  });

  test.each<[string, (text: string) => Record<string, unknown>, string]>([
    ['another column', () => ({ column: '通知公告' }), 'column'],
    ['another kind', () => ({ kind: 'notice' }), 'kind'],
    ['a negation', (text) => ({ bodyText: text.replace('明确', '不明确') }), 'sense'],
    ['a number', (text) => ({ bodyText: text.replace('汇交范围', '2项汇交范围') }), 'sense'],
    ['what a check warns of', (text) => ({ bodyText: text.replace('会召开', '会召开（秘密）') }), 'finding'],
  ])('%s', async (_what, change, because) => {
    const { id, again, text } = await publish();
    await again(change(text));
    expect(await toPeople(id)).toContain(because);
  });

  test('what changes once more while it is with people', async () => {
    const { id, again, text } = await publish();
    await again({ column: '通知公告' });
    await toPeople(id);
    await again({ bodyText: text.replace('部署会召开', '部署会议召开') });
    const item = await eventually('the third revision was checked', async () => {
      const found = await desk.item(id);
      return found.checkedRevision === 3 && found;
    });
    expect([item.state, item.publication?.revision]).toEqual(['in-review', 1]);
  });

  test('what people here correct', async () => {
    const { id, text } = await publish();
    await desk.correct(id, { bodyText: text.replace('部署会召开', '部署会议召开') });
    expect(await toPeople(id)).toBeUndefined();
  });

  test('an urgent item', async () => {
    const { id, again, text } = await publish({ lane: 'urgent' });
    await again({ bodyText: text.replace('部署会召开', '部署会议召开') });
    expect(await toPeople(id)).toBeUndefined();
  });

  test('anything where the policy lets nothing pass', async () => {
    const { id, again, text } = await publish();
    await routine();
    await again({ bodyText: text.replace('部署会召开', '部署会议召开') });
    expect(await toPeople(id)).toBeUndefined();
    const answer = await gateway.call('chief', 'POST', '/api/v1/policies/dry-run', { itemId: id });
    expect(answer.body).not.toHaveProperty('wordingOnly');
  });

  test('a change beyond what the policy now allows', async () => {
    const { id, again, text } = await publish();
    await routine({ maxCharacters: 2, maxShare: 0.2 });
    await again({ bodyText: text.replace('部署会召开', '部署会议召开') });
    expect((await passed(id, 2)).history.find((each) => each.wording)?.wording?.policy).toBe('routine@3');
    await again({ bodyText: text.replace('部署会召开', '部署会议已召开完') });
    expect(await toPeople(id, 2)).toContain('size');
  });
});
