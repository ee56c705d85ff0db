import { setTimeout as wait } from 'node:timers/promises';
import type { Static } from 'typebox';
import { AlertPage } from '../../schemas/answers.js';
import type { Delivery } from '../../schemas/delivery.js';
import { validator } from '../../schemas/validator.js';
import { createVerifyLog, type Verification } from '../../src/audit/verify-log.js';
import type { World } from './world.js';

const alertPage = validator(AlertPage);

/** Every refused delivery is an open question for people: its portal has an alert. */
export async function findUnalarmed(world: World, deliveries: readonly Delivery[]): Promise<string[]> {
  const refusing = new Set(
    deliveries.flatMap(({ portalId, status }) => (status === 'refused' ? [portalId] : [])),
  );
  if (refusing.size === 0) return [];
  const answer = await world.gateway.call('system-admin', 'GET', 'alerts?open=true&kind=dead-letters');
  const { items }: Static<typeof AlertPage> = alertPage.parse(answer.body, 'page of alerts');
  const told = new Set(items.map(({ subject }) => subject.portalId));
  return [...refusing]
    .filter((portalId) => !told.has(portalId))
    .map((id) => `${id}: refuses without an alert`);
}

/** The audit chain from its first entry to its last beside all histories, once nothing waits to be sealed. */
export async function proveChain({ app }: World, patienceSeconds: number): Promise<Verification> {
  const verify = createVerifyLog(app.stores);
  const deadline = Date.now() + patienceSeconds * 1000;
  for (;;) {
    const dueSince = await app.sealHistory.dueSince();
    const verification = await verify();
    if (!verification.ok || (dueSince === undefined && verification.waiting === 0) || Date.now() > deadline)
      return verification;
    await wait(1000);
  }
}
