import type { AddressInfo } from 'node:net';
import express from 'express';
import { submission } from '../../schemas/requests.js';

/** What a push costs at the least: Express, its JSON parser and our validator; nothing is kept. Prints its port. */
const app = express();
app.set('etag', false);
app.set('x-powered-by', false);
app.post('/api/v1/items', express.json({ limit: 5_000_000 }), (req, res) => {
  const checked = submission.check(req.body);
  if (!checked.ok) res.status(422).json(checked.fields);
  else res.status(202).json({ outcome: 'accepted' });
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
