import { join, resolve } from 'node:path';
import { AppError } from '../../schemas/errors.js';
import type { Config } from '../config.js';
import { createFileBacking } from './file-backing.js';
import { createMediaStore, type MediaBacking, type MediaStore } from './media-store.js';
import type { S3Settings } from './s3-backing.js';
import { createStaging } from './staging.js';

/** The media store of the settings: a folder under DATA_DIR, or a bucket. Throws `configuration-invalid`. */
export async function openMediaStore(config: Config): Promise<MediaStore> {
  const folder = join(resolve(config.DATA_DIR), 'media');
  return createMediaStore(await openBacking(config, folder), createStaging(join(folder, 'incoming')));
}

async function openBacking(config: Config, folder: string): Promise<MediaBacking> {
  if (config.MEDIA_STORE === undefined) return createFileBacking(folder);
  const settings = toS3Settings(config, config.MEDIA_STORE);
  // Loaded only by who uses it: it takes longer to load than the rest of the gateway.
  const { createS3Backing } = await import('./s3-backing.js');
  return createS3Backing(settings);
}

function toS3Settings(config: Config, address: string): S3Settings {
  const { MEDIA_S3_ENDPOINT: endpoint, MEDIA_S3_REGION: region } = config;
  const { MEDIA_S3_ACCESS_KEY: accessKeyId, MEDIA_S3_SECRET_KEY: secretAccessKey } = config;
  if (accessKeyId === undefined || secretAccessKey === undefined) throw keysMissing();
  const { host: bucket, pathname } = new URL(address);
  return {
    ...{ bucket, region, accessKeyId, secretAccessKey },
    prefix: pathname.replace(/^\/+|\/+$/g, ''),
    ...(endpoint !== undefined && { endpoint }),
  };
}

function keysMissing(): AppError {
  const zh = 'MEDIA_STORE 为 s3:// 时须同时设置 MEDIA_S3_ACCESS_KEY 和 MEDIA_S3_SECRET_KEY';
  const en = 'MEDIA_STORE=s3://… needs MEDIA_S3_ACCESS_KEY and MEDIA_S3_SECRET_KEY';
  return new AppError('configuration-invalid', `${zh} / ${en}`, {
    fields: [{ pointer: '/MEDIA_S3_ACCESS_KEY', zh, en }],
  });
}
