using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);

const worker :Workerd.Worker = (
  compatibilityDate = "2026-07-01",
  modules = [
    (name = "worker.mjs", esModule = embed "dist/worker.mjs"),
    (name = "@hearthrank/sdk/engine.wasm", wasm = embed "dist/engine.wasm"),
    (name = "tiny.pack", data = embed "tiny.pack"),
  ],
);
