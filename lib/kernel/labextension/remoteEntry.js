/**
 * Draws `application/vnd.plotly.v1+json` in JupyterLab: live updates through Plotly.react, resized with its cell, no network and no build step.
 * A hand-written module-federation container (JupyterLab 4.6: `_JUPYTERLAB[name].init/get`, shared `@lumino/widgets`); plotly.min.js lies beside it.
 */
(() => {
  const MIME = "application/vnd.plotly.v1+json";
  const DEFAULT_HEIGHT = 420;
  const folder = document.currentScript.src.replace(/[?#].*$/, "").replace(/[^/]*$/, "");
  let scope, loading;

  const shared = async (name) => {
    const versions = scope[name];
    const newest = Object.keys(versions).sort().pop();
    return (await versions[newest].get())();
  };

  const load = () => new Promise((resolve, reject) => {
    if (window.Plotly) return resolve(window.Plotly);
    const script = document.createElement("script");
    script.src = `${folder}plotly.min.js`;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error(`plotly.min.js could not be loaded from ${folder}; run npm start again`));
    document.head.append(script);
  });

  const createClass = (Widget) => class RenderedFigure extends Widget {
    constructor() {
      super();
      this.addClass("btc-quant-plotly");
      this.observer = new ResizeObserver(() => this.fit());
      this.observer.observe(this.node);
    }
    async renderModel(model) {
      const Plotly = await (loading ??= load());
      if (this.isDisposed) return;
      const { data, layout = {}, config = {} } = model.data[MIME];
      const height = layout.height ?? DEFAULT_HEIGHT;
      this.node.style.minHeight = `${height}px`;
      await Plotly.react(this.node, data, { autosize: true, ...layout, height }, { responsive: true, ...config });
    }
    fit() {
      const drawn = window.Plotly && this.node.data && this.node.offsetWidth > 0;
      if (drawn && this.node.offsetWidth !== this.node._fullLayout?.width) window.Plotly.Plots.resize(this.node);
    }
    onAfterShow() {
      this.fit();
    }
    dispose() {
      if (this.isDisposed) return;
      this.observer.disconnect();
      if (window.Plotly && this.node.data) window.Plotly.purge(this.node);
      super.dispose();
    }
  };

  (window._JUPYTERLAB ??= {})["btc-quant-plotly"] = {
    init(sharedScope) { scope = sharedScope; },
    async get() {
      const { Widget } = await shared("@lumino/widgets");
      const RenderedFigure = createClass(Widget);
      const rendererFactory = { safe: true, mimeTypes: [MIME], defaultRank: 0, createRenderer: () => new RenderedFigure() };
      return () => ({ __esModule: true, default: { id: "btc-quant-plotly:factory", dataType: "json", rank: 0, rendererFactory } });
    },
  };
})();
