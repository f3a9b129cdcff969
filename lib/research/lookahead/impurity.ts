/** Listens to what a strategy has no business to ask: the clock and chance. While it listens the globals are replaced; calls of others pass unheard. */

/** What was asked, and where: `decide`, `indicators`, an indicator's name. */
export interface Impurity { readonly asked: string; readonly where: string }

export interface Listening {
  /** Runs `act` as the strategy's own code. */
  within<T>(where: string, act: () => T): T;
  readonly heard: readonly Impurity[];
}

/** Listens during `act`; the globals are as they were when it returns or throws. */
export function listen<T>(act: (listening: Listening) => T): T {
  const heard = new Map<string, Impurity>();
  let inside: string | undefined;
  const note = (asked: string): void => { if (inside !== undefined) heard.set(`${asked} ${inside}`, { asked, where: inside }); };
  const within = <R>(where: string, body: () => R): R => {
    const before = inside;
    inside = where;
    try {
      return body();
    } finally {
      inside = before;
    }
  };
  const restore = replaceGlobals(note);
  try {
    return act({ within, get heard() { return [...heard.values()]; } });
  } finally {
    restore();
  }
}

function replaceGlobals(note: (asked: string) => void): () => void {
  const RealDate = Date, now = (): number => (note("the wall clock (Date.now)"), RealDate.now());
  const heardDate = new Proxy(RealDate, {
    construct(target, args) {
      if (args.length === 0) note("the wall clock (new Date)");
      return Reflect.construct(target, args) as object;
    },
    apply: () => (note("the wall clock (Date)"), RealDate()),
    get: (target, key): unknown => (key === "now" ? now : Reflect.get(target, key)),
  });
  const undo = [
    replace(globalThis, "Date", heardDate), replace(performance, "now", noted(note, "the clock (performance.now)", performance.now.bind(performance))),
    replace(process, "hrtime", Object.assign(noted(note, "the clock (process.hrtime)", process.hrtime.bind(process)), { bigint: noted(note, "the clock (process.hrtime)", process.hrtime.bigint.bind(process)) })),
    replace(Math, "random", noted(note, "chance (Math.random)", Math.random.bind(Math))),
  ];
  return () => undo.forEach((back) => back());
}

const noted = <A extends unknown[], R>(note: (asked: string) => void, asked: string, real: (...args: A) => R) => (...args: A): R => (note(asked), real(...args));

function replace(owner: object, key: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(owner, key);
  Object.defineProperty(owner, key, { value, writable: true, configurable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(owner, key);
    else Object.defineProperty(owner, key, before);
  };
}
