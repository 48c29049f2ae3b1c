const longestWaitMs = 120_000;

/**
 * Speaks the DevTools protocol with a Chromium started with `--remote-debugging-pipe`: it reads commands from descriptor 3
 * and answers on 4. Playwright would attach to every service worker, and a worker with a debugger neither sleeps nor
 * starts as others do.
 *
 * @param {import('node:child_process').ChildProcess} chromium
 */
export function connect(chromium) {
  const [, , , toBrowser, fromBrowser] = chromium.stdio;
  const waiting = new Map();
  let count = 0;
  let unfinished = '';

  fromBrowser.setEncoding('utf8').on('data', (chunk) => {
    const messages = (unfinished + chunk).split('\0');
    unfinished = messages.pop();
    for (const message of messages) receive(JSON.parse(message));
  });
  // A browser that has gone answers nothing; whoever waits learns of it at once.
  fromBrowser.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Chromium has gone'));
  });
  toBrowser.on('error', () => {});

  function receive({ id, result, error }) {
    const asked = waiting.get(id);
    if (!asked) return;
    waiting.delete(id);
    clearTimeout(asked.timer);
    if (error) asked.reject(new Error(`${asked.method}: ${error.message}`));
    else asked.resolve(result);
  }

  function send(method, parameters = {}, sessionId = undefined) {
    count += 1;
    const id = count;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => receive({ id, error: { message: 'no answer in time' } }), longestWaitMs);
      waiting.set(id, { method, resolve, reject, timer });
      toBrowser.write(`${JSON.stringify({ id, method, params: parameters, sessionId })}\0`);
    });
  }

  /** @param {string} targetId */
  async function attach(targetId) {
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
    const command = (method, parameters) => send(method, parameters, sessionId);
    return {
      targetId,
      send: command,

      /**
       * Calls a function in the page or worker, which sees nothing but its arguments.
       *
       * @param {Function} task
       * @param {unknown[]} values
       */
      async run(task, ...values) {
        const expression = `(${task})(...${JSON.stringify(values)})`;
        const { result, exceptionDetails } = await command('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
        if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
        return result.value;
      },

      /** @returns bytes of the JavaScript heap that are in use after a collection. */
      async heapBytes() {
        await command('HeapProfiler.collectGarbage');
        return (await command('Runtime.getHeapUsage')).usedSize;
      },

      detach: () => send('Target.detachFromTarget', { sessionId }),
    };
  }

  return { send, attach };
}
