import { running } from './global-setup.js';

/** Ends the services that the setup started. */
export default async function globalTeardown(): Promise<void> {
  await running.services?.stop();
}
