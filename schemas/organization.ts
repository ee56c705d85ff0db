import { Type, type Static } from 'typebox';
import { identifier, instant, listOf, oneOf, optional, shape, text } from './shape.js';
import { validator } from './validator.js';

export const ORGANIZATION_KINDS = ['bureau', 'department', 'unit', 'province', 'portal'] as const;
export const OrganizationKind = oneOf(
  ORGANIZATION_KINDS,
  'bureau 局, department 司(室), unit 直属单位, province 省级测绘主管部门, portal 门户网站',
);
export type OrganizationKind = Static<typeof OrganizationKind>;

const Person = shape({
  name: text('姓名', 100),
  phone: optional(text('电话', 50)),
  email: optional(text('电子邮件', 200)),
});

const properties = {
  name: text('名称', 200),
  kind: OrganizationKind,
  responsible: Person,
  liaison: Person,
};

/** Every organization names a responsible person (责任人) and a liaison (联络人): the founding policy asks for both. */
export const NewOrganization = shape(
  { id: identifier('short name, e.g. geodesy-center'), ...properties },
  '新单位 new organization',
);
export type NewOrganization = Static<typeof NewOrganization>;
export const newOrganization = validator(NewOrganization);

/** 同意采集: the organization lets us read its sites whatever their robots.txt says to robots at large. */
export const CrawlConsent = shape({
  by: identifier('account that recorded it'),
  at: instant('when'),
  note: text('on what ground: a letter, a meeting, who agreed', 1000),
});
export type CrawlConsent = Static<typeof CrawlConsent>;

export const ConsentEvent = shape({
  ...CrawlConsent.properties,
  action: oneOf(['granted', 'withdrawn'], 'granted 同意, withdrawn 撤回'),
  from: text('remote address of the request', 100),
});
export type ConsentEvent = Static<typeof ConsentEvent>;

/** POST /api/v1/organizations/{id}/crawl-consent */
export const CrawlConsentRequest = shape(
  { note: Type.String({ minLength: 1, maxLength: 1000, description: '依据 on what ground' }) },
  '同意采集 consent to being read',
);
export type CrawlConsentRequest = Static<typeof CrawlConsentRequest>;

export const Organization = shape(
  {
    id: identifier('short name'),
    ...properties,
    createdAt: instant('when it was registered'),
    crawlConsent: optional(CrawlConsent),
    consentHistory: optional(listOf(ConsentEvent, 'every consent and its withdrawal, oldest first')),
  },
  '单位 organization',
);
export type Organization = Static<typeof Organization>;
