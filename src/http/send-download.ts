import type { Response } from 'express';
import type { ExportedLog } from '../audit/export-log.js';
import { toDisposition } from './content-disposition.js';

/** Sends a file while it is being made; one that breaks off ends without its last chunk, so that its reader notices. */
export async function sendDownload(res: Response, download: ExportedLog): Promise<void> {
  const { name, mediaType } = download;
  res.status(200);
  res.setHeader('Content-Type', mediaType);
  res.setHeader('Content-Disposition', toDisposition(false, name, mediaType));
  res.setHeader('Cache-Control', 'no-store');
  await download.pour(res);
}
