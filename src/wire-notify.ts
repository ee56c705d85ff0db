import type { Parts } from './compose.js';
import { networksOf, publicUrlOf } from './config.js';
import { createTellCallback } from './alerts/tell-callback.js';
import { createCheckCallbackAddress } from './notify/check-callback-address.js';
import { createFindNews } from './notify/find-news.js';
import { createNotifyUnit } from './notify/notify-unit.js';
import {
  createFindCallback,
  createRemoveCallback,
  createRotateSecret,
  createSaveCallback,
} from './notify/register-callback.js';
import { createSendEvent } from './notify/send-event.js';
import { createShowUnitFeed } from './notify/show-unit-feed.js';
import { createTestCallback } from './notify/test-callback.js';

/** How units hear what happens to their items. */
export function wireNotify({ config, now, stores, client }: Parts) {
  const { callbacks, unitEvents, items, organizations, alerts } = stores;
  const callbackTurned = createTellCallback({ alerts, now });
  const publicUrl = publicUrlOf(config);
  const sendEvent = createSendEvent({ client, timeoutMs: config.PORTAL_TIMEOUT_MS, now });
  const checkAddress = createCheckCallbackAddress(networksOf(config));
  return {
    findNews: createFindNews({ callbacks, unitEvents, now }),
    notifyUnit: createNotifyUnit({
      ...{ callbacks, unitEvents, items, sendEvent, callbackTurned, publicUrl, now },
      random: Math.random,
    }),
    callbacks: {
      find: createFindCallback({ callbacks }),
      save: createSaveCallback({ callbacks, unitEvents, organizations, checkAddress, callbackTurned, now }),
      rotateSecret: createRotateSecret({ callbacks, now }),
      remove: createRemoveCallback({ callbacks, callbackTurned }),
      test: createTestCallback({ callbacks, sendEvent, callbackTurned, now }),
      feed: createShowUnitFeed({ unitEvents, items, organizations, publicUrl }),
    },
  };
}
