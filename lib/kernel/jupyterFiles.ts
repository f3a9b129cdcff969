/**
 * What JupyterLab has to find inside `.venv`: our kernel, the Plotly renderer, its settings. Written at every start, since the project may have moved.
 * Starts nothing; nothing outside of `.venv` is touched.
 */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { builtKernel, projectRoot } from "./project.js";
import { venvFolder } from "./venv.js";

export const KERNEL_NAME = "btc-quant";
const EXTENSION = "btc-quant-plotly";
const MEGABYTE = 2 ** 20;

const writeJson = (folder: string, name: string, content: object): void => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `${JSON.stringify(content, null, 2)}\n`);
};

/** Frames and objects of a long session; columns live outside of this heap. */
const heapMegabytes = (): number => Math.min(8192, Math.floor((totalmem() * 0.6) / MEGABYTE));

function writeKernel(root: string, share: string): void {
  writeJson(join(share, "kernels", KERNEL_NAME), "kernel.json", {
    argv: [process.execPath, `--max-old-space-size=${heapMegabytes()}`, "--enable-source-maps", join(builtKernel(root), "main.js"), "{connection_file}"],
    display_name: "TypeScript (btc-quant)",
    language: "typescript",
    interrupt_mode: "signal",
    metadata: { debugger: false },
  });
}

function writeRenderer(root: string, share: string): void {
  const source = join(root, "lib", "kernel", "labextension");
  const target = join(share, "labextensions", EXTENSION);
  mkdirSync(join(target, "static"), { recursive: true });
  cpSync(join(source, "package.json"), join(target, "package.json"));
  cpSync(join(source, "remoteEntry.js"), join(target, "static", "remoteEntry.js"));
  cpSync(join(root, "node_modules", "plotly.js-dist-min", "plotly.min.js"), join(target, "static", "plotly.min.js"));
}

function writeSettings(config: string): void {
  writeJson(config, "jupyter_server_config.json", {
    // 1 MB/s by default: a cell with 200,000 lines would be cut off without the kernel knowing.
    ZMQChannelsWebsocketConnection: { iopub_data_rate_limit: 1e12, iopub_msg_rate_limit: 1e9 },
    KernelSpecManager: { allowed_kernelspecs: [KERNEL_NAME], ensure_native_kernel: false },
    MultiKernelManager: { default_kernel_name: KERNEL_NAME },
  });
  // No question about news, and no request to the outside for it.
  writeJson(join(config, "labconfig"), "page_config.json", { disabledExtensions: { "@jupyterlab/apputils-extension:announcements": true } });
}

/** The environment that keeps all of Jupyter's state inside `.venv`. */
export function jupyterEnvironment(root: string = projectRoot()): Readonly<Record<string, string>> {
  const venv = venvFolder(root);
  const config = join(venv, "etc", "jupyter");
  return {
    JUPYTER_CONFIG_DIR: config,
    JUPYTER_DATA_DIR: join(venv, "share", "jupyter"),
    JUPYTER_RUNTIME_DIR: join(venv, "run", "jupyter"),
    JUPYTERLAB_SETTINGS_DIR: join(config, "lab", "user-settings"),
    JUPYTERLAB_WORKSPACES_DIR: join(config, "lab", "workspaces"),
    IPYTHONDIR: join(venv, "etc", "ipython"),
  };
}

/** Lays kernel spec, renderer and settings; needs the npm packages and the build, not Python. */
export function writeJupyterFiles(root: string = projectRoot()): void {
  const share = join(venvFolder(root), "share", "jupyter");
  writeKernel(root, share);
  writeRenderer(root, share);
  writeSettings(join(venvFolder(root), "etc", "jupyter"));
  mkdirSync(join(venvFolder(root), "run", "jupyter"), { recursive: true });
}
