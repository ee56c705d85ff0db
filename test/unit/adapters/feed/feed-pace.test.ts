import { expect, test } from '@jest/globals';
import { readFeed } from '../../../../adapters/sources/feed/read-feed.js';
import { atom, feedDocument, rss1, rss2 } from './feed-document.js';

const SYNDICATION = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"';
const paceOf = (text: string) => readFeed(feedDocument(text), 100).pace;
const item = '<title>t</title>';
const declared = (text: string) => text.replace('<rdf:RDF ', `<rdf:RDF ${SYNDICATION} `);

test.each([
  ['ttl is in minutes', rss2(item, '<ttl> 60 </ttl>'), { seconds: 3600 }],
  [
    'hours, midnight as 0 or 24',
    rss2(item, '<skipHours><hour>0</hour><hour>24</hour><hour>5</hour></skipHours>'),
    { skipHours: [0, 5] },
  ],
  [
    'days of the week',
    rss2(item, '<skipDays><day>Saturday</day><day>sunday</day></skipDays>'),
    { skipDays: [6, 0] },
  ],
  [
    'the syndication module: so many times in a period',
    declared(
      rss1(item, '<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>'),
    ),
    { seconds: 1800 },
  ],
  ['once, unless told', rss2(item, '<sy:updatePeriod>Daily</sy:updatePeriod>'), { seconds: 86_400 }],
  ['a day, unless told', rss2(item, '<sy:updateFrequency>4</sy:updateFrequency>'), { seconds: 21_600 }],
  [
    'in Atom as well',
    atom('<id>1</id>', '<sy:updatePeriod>weekly</sy:updatePeriod>', SYNDICATION),
    { seconds: 604_800 },
  ],
  [
    'ttl comes before the module',
    rss2(item, '<ttl>5</ttl><sy:updatePeriod>daily</sy:updatePeriod>'),
    { seconds: 300 },
  ],
])('%s', (_name, text, expected) => {
  expect(paceOf(text)).toEqual(expected);
});

test.each([
  ['nothing', ''],
  ['a ttl of nought', '<ttl>0</ttl>'],
  ['a ttl that is no number', '<ttl>soon</ttl><ttl/>'],
  ['a negative ttl', '<ttl>-5</ttl>'],
  ['an unknown period', '<sy:updatePeriod>now and then</sy:updatePeriod>'],
  ['hours that are none', '<skipHours><hour>25</hour><hour>x</hour><hour/></skipHours>'],
  ['days that are none', '<skipDays><day>Someday</day></skipDays>'],
])('%s says nothing of the pace', (_name, channel) => {
  expect(paceOf(rss2(item, channel))).toBeUndefined();
});
