// The engine in a worker of its own: started anew if it panics.

const unpacked = async () => {
  const packed = Uint8Array.from(atob(byId("engine").textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
};

const makeEngine = async (told, hear) => {
  const bytes = await unpacked();
  const source = URL.createObjectURL(new Blob([byId("worker").textContent], { type: "text/javascript" }));
  let [worker, serial, asked, given] = [null, 0, 0, told.given];
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
      worker.postMessage({ engine: bytes, given });
    });

  const opened = await start();
  const ask = (question) =>
    new Promise((resolve) => {
      asked += 1;
      waiting.set(asked, resolve);
      worker.postMessage({ id: asked, ask: question });
    });
  return {
    opened,
    // Runs this wish from now on, and no other.
    run: (wish, n) => {
      serial += 1;
      worker.postMessage({ serial, wish, n });
    },
    ask,
    // Reads another scenario from now on; what runs of the one before is heard no more.
    open: (other) => {
      given = other;
      serial += 1;
      worker.postMessage({ serial, halt: true });
      return ask({ op: "open", ...other });
    },
  };
};
