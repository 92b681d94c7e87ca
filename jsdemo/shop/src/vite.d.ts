// Says what an import of the module's URL gives.

declare module "*.wasm?url" {
  const url: string;
  export default url;
}
