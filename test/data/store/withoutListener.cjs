/** Loaded before an owner: makes ffi-rs, or the entry of the library, as missing as TEST_MISSING says. */
const Module = require("node:module");
const load = Module._load;

Module._load = function (name, ...rest) {
  if (name !== "ffi-rs") return load.call(this, name, ...rest);
  if (process.env.TEST_MISSING === "package") throw Object.assign(new Error("Cannot find module 'ffi-rs'"), { code: "MODULE_NOT_FOUND" });
  const ffi = load.call(this, name, ...rest);
  return { ...ffi, load: (call) => { if (call.funcName === "chdb_query_cmdline") throw new Error('Cannot find "chdb_query_cmdline" function in shared library'); return ffi.load(call); } };
};
