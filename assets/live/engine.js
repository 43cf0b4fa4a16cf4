// The engine in a worker of its own: started anew if it panics.

const unpacked = async () => {
  const packed = Uint8Array.from(atob(byId("engine").textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
};

const makeEngine = async (told, hear) => {
  const bytes = await unpacked();
  const source = URL.createObjectURL(new Blob([byId("worker").textContent], { type: "text/javascript" }));
  let [worker, serial, asked] = [null, 0, 0];
  const waiting = new Map();

  const take = ({ data }) => {
    const reply = waiting.get(data.id);
    waiting.delete(data.id);
    if (reply) reply(data);
    else if (data.serial === serial) hear(data);
    if (data.fatal) start();
  };
  // Ends what runs, and reads the scenario again.
  const start = () =>
    new Promise((resolve, reject) => {
      worker?.terminate();
      worker = new Worker(source);
      worker.onerror = (event) => reject(new Error(event.message || "the engine cannot be started"));
      worker.onmessage = ({ data }) => {
        worker.onmessage = take;
        resolve(data);
      };
      worker.postMessage({ engine: bytes, given: told.given });
    });

  const opened = await start();
  return {
    opened,
    // Runs this wish from now on, and no other.
    run: (wish, n) => {
      serial += 1;
      worker.postMessage({ serial, wish, n });
    },
    ask: (question) =>
      new Promise((resolve) => {
        asked += 1;
        waiting.set(asked, resolve);
        worker.postMessage({ id: asked, ask: question });
      }),
  };
};
