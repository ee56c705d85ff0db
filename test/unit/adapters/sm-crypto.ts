import { createRequire } from 'node:module';
import type * as SmCrypto from 'sm-crypto';

/** The package as CommonJS has it: its second export is not seen by name. */
const { sm2, sm3 } = createRequire(import.meta.url)('sm-crypto') as typeof SmCrypto;

export { sm2, sm3 };
