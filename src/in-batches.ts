/**
 * Turns a step that costs the same for one and for many into one that is called for each: calls that come while others are
 * under way wait for them and then go together, at most `most` at once. A call that comes alone goes at once. When a run of
 * several fails, each is run alone, so that what cannot be done fails alone: the step must bear being repeated.
 */
export function inBatches<I, O>(
  run: (inputs: readonly I[]) => Promise<readonly O[]>,
  { most = 100, atOnce = 1 }: { most?: number; atOnce?: number } = {},
): (input: I) => Promise<O> {
  const waiting: Waiting<I, O>[] = [];
  let underWay = 0;

  function start(): void {
    if (underWay >= atOnce || waiting.length === 0) return;
    const batch = waiting.splice(0, most);
    underWay++;
    void settle(batch).finally(() => {
      underWay--;
      start();
    });
    start();
  }

  async function settle(batch: readonly Waiting<I, O>[]): Promise<void> {
    try {
      const outputs = await run(batch.map(({ input }) => input));
      for (const [index, { resolve }] of batch.entries()) resolve(outputs[index] as O);
    } catch (error) {
      const [only] = batch;
      if (batch.length === 1) only?.reject(error);
      else for (const each of batch) await settle([each]);
    }
  }

  return (input) =>
    new Promise<O>((resolve, reject) => {
      waiting.push({ input, resolve, reject });
      // What comes in the same turn of the event loop goes together.
      setImmediate(start);
    });
}

interface Waiting<I, O> {
  input: I;
  resolve: (output: O) => void;
  reject: (error: unknown) => void;
}
