/** What the commands, and the tests that drive a browser, use of this room. */
export { chromiumPath, hasChromium, launchChromium } from "./chromium.js";
export { committedNotebook, hasFigures, PLOTLY_MIME } from "./committedNotebook.js";
export { KernelFailure } from "./failure.js";
export { openPainter, type FigurePainter } from "./figureImages.js";
export { jupyterEnvironment, KERNEL_NAME, writeJupyterFiles } from "./jupyterFiles.js";
export { choosePort, startLab, type LabServer } from "./labServer.js";
export { isStale, readNotebook, sourceHash, writeNotebook, type Notebook } from "./notebookFile.js";
export { builtKernel, builtLibrary, projectRoot } from "./project.js";
export { checkNotebook, runNotebook, type NotebookOptions, type NotebookRun } from "./runNotebook.js";
export { ensureVenv, venvStands, type Venv, type VenvOptions } from "./venv.js";
