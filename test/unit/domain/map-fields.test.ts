import { describe, expect, test } from '@jest/globals';
import type { FieldMapping } from '../../../schemas/field-mapping.js';
import { itemContent } from '../../../schemas/item-content.js';
import { toMappedContent, toPortalFields } from '../../../src/domain/map-fields.js';
import { sampleItem } from './sample-item.js';

const { content, id: itemId } = sampleItem();
const item = {
  itemId,
  organization: { id: 'hubei', name: '湖北省测绘局' },
  content: {
    ...content,
    ...{ title: '会议召开😀了', publishedAt: '2026-11-23T16:05:00.000Z', keywords: ['测绘', '会议'] },
    disclosure: { indexNumber: '000014349/2026-00110' },
  },
};

describe('a field of the portal', () => {
  test.each<[string, Omit<FieldMapping, 'to'>, unknown]>([
    ['takes one of ours', { from: ['title'] }, '会议召开😀了'],
    ['takes the first that is there', { from: ['subtitle', 'organization.name'] }, '湖北省测绘局'],
    ['takes a constant', { constant: '国家测绘局' }, '国家测绘局'],
    ['takes the constant where none is there', { from: ['subtitle'], constant: '无' }, '无'],
    ['takes the catalogue', { from: ['disclosure.indexNumber'] }, '000014349/2026-00110'],
    ['takes the number of the item', { from: ['itemId'] }, itemId],
    ['takes lists as lists', { from: ['keywords'] }, ['测绘', '会议']],
    ['tells a time as a day at +08:00', { from: ['publishedAt'], as: 'date' }, '2026-11-24'],
    ['tells a time to the minute', { from: ['publishedAt'], as: 'minute' }, '2026-11-24 00:05'],
    ['leaves what is no time as it is', { from: ['title'], as: 'date' }, '会议召开😀了'],
    ['is cut between characters', { from: ['title'], maxLength: 5 }, '会议召开😀'],
    ['is absent without a value', { from: ['subtitle'] }, undefined],
    ['is absent for an empty constant', { constant: '' }, undefined],
  ])('%s', (_what, entry, value) => {
    expect(toPortalFields([{ to: 'x', ...entry }], item)).toEqual(value === undefined ? {} : { x: value });
  });

  test('that is required and has no value keeps the item back, naming it', () => {
    const mapping: FieldMapping[] = [
      { to: '副标题', from: ['subtitle'], required: true },
      { to: '标题', from: ['title'], required: true },
    ];
    expect(() => toPortalFields(mapping, item)).toThrow(
      expect.objectContaining({
        code: 'validation-failed',
        fields: [expect.objectContaining({ pointer: '/副标题' })],
      }),
    );
  });
});

test('mapped content is content of ours, with what is mapped in place of its own', () => {
  const mapped = toMappedContent(
    [
      { to: 'contentSource', from: ['organization.name'] },
      { to: 'author', from: ['keywords'] },
      { to: 'summary' },
      { to: 'title', from: ['title'], maxLength: 2 },
    ],
    { ...item, content: { ...item.content, summary: '摘要' } },
  );
  expect(itemContent.check(mapped)).toMatchObject({ ok: true });
  expect(mapped).toMatchObject({ contentSource: '湖北省测绘局', author: '测绘 会议', title: '会议' });
  expect(mapped).not.toHaveProperty('summary');
});

test('a title and a language stay where the mapping has no value for them', () => {
  const mapped = toMappedContent([{ to: 'title', from: ['subtitle'] }, { to: 'language' }], item);
  expect(mapped).toEqual(item.content);
});
