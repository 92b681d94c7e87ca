// A Cloudflare Worker. The module is imported statically: the runtime compiles no bytes at run time.
import engine from "@hearthrank/sdk/engine.wasm";
import pack from "./tiny.pack";
import { use } from "./use.mjs";

export default {
  async fetch() {
    return Response.json(await use({ pack, wasm: engine }));
  },
};
