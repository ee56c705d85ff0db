import { BsonType } from '../bson/bson-type.js';
import { BsonWriter } from '../bson/bson-writer.js';
import { ElementReader, RawValue } from '../bson/raw-value.js';

/** A value inside a document under change: bytes as stored, or a container that was opened because a path leads into it. */
export type Node = RawValue | MutableDocument | MutableArray;

/** A document whose fields can be replaced; fields nobody touches stay raw bytes. */
export class MutableDocument {
  readonly names: string[] = [];
  readonly values: Node[] = [];

  static from(value: RawValue): MutableDocument {
    const document = new MutableDocument();
    const reader = new ElementReader(value);
    while (reader.next()) {
      document.names.push(reader.name);
      document.values.push(reader.value);
    }
    return document;
  }

  get(name: string): Node | undefined {
    const index = this.names.indexOf(name);
    return index === -1 ? undefined : this.values[index];
  }

  set(name: string, value: Node): void {
    const index = this.names.indexOf(name);
    if (index === -1) {
      this.names.push(name);
      this.values.push(value);
    } else this.values[index] = value;
  }

  remove(name: string): boolean {
    const index = this.names.indexOf(name);
    if (index === -1) return false;
    this.names.splice(index, 1);
    this.values.splice(index, 1);
    return true;
  }
}

/** An array whose elements can be replaced. */
export class MutableArray {
  constructor(readonly values: Node[]) {}

  static from(value: RawValue): MutableArray {
    const values: Node[] = [];
    const reader = new ElementReader(value);
    while (reader.next()) values.push(reader.value);
    return new MutableArray(values);
  }
}

/** Opens a raw container for change; scalars stay as they are. */
export function openNode(node: Node): Node {
  if (!(node instanceof RawValue)) return node;
  if (node.type === BsonType.object) return MutableDocument.from(node);
  if (node.type === BsonType.array) return MutableArray.from(node);
  return node;
}

export function nodeType(node: Node): number {
  if (node instanceof RawValue) return node.type;
  return node instanceof MutableDocument ? BsonType.object : BsonType.array;
}

const writer = new BsonWriter();

/** The document's bytes after all changes. */
export function documentBytes(document: MutableDocument): Buffer {
  writer.reset();
  writeContainer(writer, document);
  return writer.finish();
}

/** Any node as a raw value. */
export function rawNode(node: Node): RawValue {
  if (node instanceof RawValue) return node;
  const local = new BsonWriter();
  writeContainer(local, node);
  const bytes = local.finish();
  return new RawValue(nodeType(node), bytes, 0, bytes.length);
}

function writeContainer(target: BsonWriter, container: MutableDocument | MutableArray): void {
  const mark = target.open();
  container.values.forEach((value, index) => {
    const name = container instanceof MutableDocument ? (container.names[index] ?? '') : String(index);
    writeNode(target, name, value);
  });
  target.close(mark);
}

function writeNode(target: BsonWriter, name: string, node: Node): void {
  if (node instanceof RawValue) target.element(name, node);
  else {
    target.name(nodeType(node), name);
    writeContainer(target, node);
  }
}
