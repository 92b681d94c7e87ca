// Before version 8 the development server's pre-bundling moves modules away from the files beside them: the SDK stays as it is.
export default { optimizeDeps: { exclude: ["@hearthrank/sdk"] } };
