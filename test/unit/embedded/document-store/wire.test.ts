import { serialize } from 'bson';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { MongoError } from '../../../../src/embedded/document-store/mongo-error.js';
import { FrameSplitter } from '../../../../src/embedded/document-store/wire/frame-splitter.js';
import { parseMessage } from '../../../../src/embedded/document-store/wire/op-msg.js';
import { ProtocolError } from '../../../../src/embedded/document-store/wire/protocol-error.js';

/** An OP_MSG with one body section and optional sections after it. */
function opMsg(body: object, flags = 0, ...sections: Buffer[]): Buffer {
  const parts = [Buffer.from([0]), Buffer.from(serialize(body)), ...sections];
  const head = Buffer.alloc(20);
  head.writeInt32LE(20 + parts.reduce((sum, part) => sum + part.length, 0), 0);
  head.writeInt32LE(7, 4);
  head.writeInt32LE(2013, 12);
  head.writeUInt32LE(flags, 16);
  return Buffer.concat([head, ...parts]);
}

function sequence(name: string, documents: object[]): Buffer {
  const content = Buffer.concat([
    Buffer.from(`${name}\0`),
    ...documents.map((document) => Buffer.from(serialize(document))),
  ]);
  const head = Buffer.alloc(5);
  head[0] = 1;
  head.writeInt32LE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

describe('messages', () => {
  test('body, document sequence, flags and checksum are understood', () => {
    const checksum = Buffer.alloc(4);
    const request = parseMessage(
      opMsg({ insert: 'a' }, 0b11, sequence('documents', [{ a: 1 }, { a: 2 }]), checksum),
    );
    expect(request).toMatchObject({ requestId: 7, opcode: 2013, silent: true });
    expect(request.sequences.get('documents')).toHaveLength(2);
  });

  test.each([
    ['an unknown opcode', Buffer.concat([Buffer.from([16, 0, 0, 0]), Buffer.alloc(12)])],
    ['an unknown required flag', opMsg({ ping: 1 }, 1 << 3)],
    ['an unknown section', opMsg({ ping: 1 }, 0, Buffer.from([2, 0]))],
    ['two bodies', opMsg({ ping: 1 }, 0, Buffer.from([0]), Buffer.from(serialize({ ping: 1 })))],
    ['a sequence that is cut off', opMsg({ ping: 1 }, 0, sequence('documents', [{ a: 1 }]).subarray(0, 10))],
  ])('%s is a protocol error', (_name, message) => {
    expect(() => parseMessage(message)).toThrow(ProtocolError);
  });

  test('nesting beyond the limit is refused in words', () => {
    let nested: object = {};
    for (let depth = 0; depth < 250; depth++) nested = { a: nested };
    expect(() => parseMessage(opMsg(nested))).toThrow(expect.objectContaining({ code: 15 }));
  });

  test('damaged messages are refused and never crash the reader', () => {
    const good = opMsg(
      { insert: 'a', documents: [{ a: [1, 'x', { b: null }], r: /x/, d: new Date() }] },
      0,
      sequence('documents', [{ a: 1 }]),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 17), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        (changes) => {
          const message = Buffer.from(good);
          for (const [at, byte] of changes) message[16 + at] = byte;
          try {
            parseMessage(message);
          } catch (error) {
            if (!(error instanceof ProtocolError || error instanceof MongoError)) throw error;
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe('frames', () => {
  test('messages come out whole however the bytes are cut', () => {
    const messages = [opMsg({ ping: 1 }), opMsg({ insert: 'a', x: 'y'.repeat(500) }), opMsg({ hello: 1 })];
    const stream = Buffer.concat(messages);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(stream.length), { maxLength: 20 }), (cuts) => {
        const splitter = new FrameSplitter();
        const borders = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const found = borders.slice(1).flatMap((end, at) => splitter.push(stream.subarray(borders[at], end)));
        expect(found.map((message) => message.toString('hex'))).toEqual(
          messages.map((message) => message.toString('hex')),
        );
      }),
    );
  });

  test.each([0, 15, -1, 48_000_001, 0x20544547])('a length of %d is a protocol error', (length) => {
    const head = Buffer.alloc(16);
    head.writeInt32LE(length, 0);
    expect(() => new FrameSplitter().push(head)).toThrow(ProtocolError);
  });
});
