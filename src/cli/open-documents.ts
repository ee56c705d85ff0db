import { connect } from 'node:net';
import { resolve } from 'node:path';
import type { Config } from '../config.js';
import { socketPath } from '../embedded/socket-path.js';
import { startDocumentStore } from '../embedded/start-document-store.js';

/** Where the document store answers, for a command that reads beside a running gateway, or without one. */
export interface OpenDocuments {
  url: string;
  close(): Promise<void>;
}

/**
 * The store of the settings; without one the embedded store: that of the gateway which is running on this machine with
 * the same DATA_DIR, or one started for as long as the command lasts.
 */
export async function openDocuments(config: Config): Promise<OpenDocuments> {
  if (config.MONGO_URL !== undefined) return { url: config.MONGO_URL, close: () => Promise.resolve() };
  const dataDir = resolve(config.DATA_DIR);
  const socket = socketPath(dataDir, 'documents.sock');
  if (await answers(socket)) {
    const url = `mongodb://${encodeURIComponent(socket)}/${config.MONGO_DATABASE}?directConnection=true`;
    return { url, close: () => Promise.resolve() };
  }
  const store = await startDocumentStore({ dataDir });
  return { url: store.url, close: () => store.stop() };
}

function answers(path: string): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect(path);
    const end = (is: boolean) => () => {
      socket.destroy();
      settle(is);
    };
    socket.once('connect', end(true)).once('error', end(false));
  });
}
