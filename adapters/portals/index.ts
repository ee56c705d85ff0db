import type { PortalAdapter } from '../portal-adapter.js';
import { bureau } from './bureau.js';
import { central } from './central.js';
import { fileDrop } from './file-drop.js';
import { webhook } from './webhook.js';

/** Every portal family, by name. A new one is one file and one line here; the contract suite loops over this list. */
export const portalAdapters: ReadonlyMap<string, PortalAdapter> = new Map(
  [bureau, central, webhook, fileDrop].map((adapter): [string, PortalAdapter] => [adapter.name, adapter]),
);
