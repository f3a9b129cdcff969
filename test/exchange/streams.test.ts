/** The exchange's streams and faults as a plain websocket client sees them, and its answers as a plain HTTP client does. */
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { startExchange, type SimulatedExchange } from "../../lib/exchange/index.js";
import { MINUTE, minuteFeed, START } from "./feeds.js";
import { get } from "./get.js";

let exchange: SimulatedExchange | undefined;
const sockets: WebSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await exchange?.stop();
});

const started = async (): Promise<SimulatedExchange> => (exchange = await startExchange({ feeds: [minuteFeed({ minutes: 300 }), minuteFeed({ symbol: "BTC/USDT:USDT", minutes: 300 })], now: START + 10 * MINUTE }));

interface Listener { readonly socket: WebSocket; readonly heard: string[]; readonly next: (count: number) => Promise<unknown[]> }

async function listenTo(served: SimulatedExchange, path: string, host = "fstream.binance.com"): Promise<Listener> {
  const socket = new WebSocket(`ws://127.0.0.1:${served.port}${path}`, { headers: { Host: host } }), heard: string[] = [];
  sockets.push(socket);
  socket.on("message", (data: Buffer) => heard.push(data.toString()));
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const next = async (count: number): Promise<unknown[]> => {
    while (heard.length < count) await new Promise((resolve) => setTimeout(resolve, 2));
    return heard.slice(0, count).map((text) => JSON.parse(text) as unknown);
  };
  return { socket, heard, next };
}

const minute = (event: unknown): number => ((event as { k: { t: number } }).k.t - START) / MINUTE;

describe("subscriptions", () => {
  it("are taken from the path, from /stream?streams= (wrapped), and by command; and are given up by command", async () => {
    const served = await started(), raw = await listenTo(served, "/ws/btcusdt@kline_1m"), wrapped = await listenTo(served, "/stream?streams=btcusdt@kline_1m", "stream.binance.com"), commanded = await listenTo(served, "/market/ws/0");
    commanded.socket.send(JSON.stringify({ method: "SUBSCRIBE", params: ["btcusdt@kline_1m"], id: 7 }));
    expect(await commanded.next(1)).toEqual([{ result: null, id: 7 }]);
    served.clock.advanceBy(MINUTE - 1);
    served.clock.advanceBy(1);
    const [partial, closed] = (await raw.next(2)) as { k: { x: boolean } }[];
    expect([partial!.k.x, closed!.k.x]).toEqual([false, true]);
    expect((await wrapped.next(2))[1]).toMatchObject({ stream: "btcusdt@kline_1m", data: { e: "kline", k: { x: true } } });
    commanded.socket.send(JSON.stringify({ method: "UNSUBSCRIBE", params: ["btcusdt@kline_1m"], id: 8 }));
    commanded.socket.send(JSON.stringify({ method: "LIST_SUBSCRIPTIONS", id: 9 }));
    expect((await commanded.next(6)).at(-1)).toEqual({ result: [], id: 9 });
    commanded.socket.send("{ no command");
    expect((await commanded.next(7)).at(-1)).toMatchObject({ error: { code: 2 } });
  });

  it("spot and USDT-M are different markets behind their own hosts, and other hosts have no streams", async () => {
    const served = await started(), spot = await listenTo(served, "/ws/btcusdt@aggTrade", "stream.binance.com:9443"), futures = await listenTo(served, "/ws/btcusdt@aggTrade");
    served.clock.advanceBy(MINUTE);
    const [a, b] = [(await spot.next(1))[0] as { q: string; synthetic: boolean }, (await futures.next(1))[0] as { q: string }];
    expect(a.q).not.toBe(b.q);
    expect(a.synthetic).toBe(true);
    await expect(listenTo(served, "/ws/btcusdt@aggTrade", "api.kraken.com")).rejects.toThrow(/404/);
  });

  it("events of several streams come in the order of their time", async () => {
    const served = await started(), both = await listenTo(served, "/stream?streams=btcusdt@aggTrade/btcusdt@kline_1m/btcusdt@markPrice@1s");
    served.clock.advanceBy(3 * MINUTE);
    const times = ((await both.next(180 + 3)) as { data: { E: number } }[]).map(({ data }) => data.E);
    expect([...times].sort((x, y) => x - y)).toEqual(times);
  });
});

describe("faults of streams", () => {
  /** Seconds whose marks a listener hears while the clock walks on. */
  async function heardSeconds(order: (served: SimulatedExchange) => void, steps: number, events: number): Promise<unknown[]> {
    const served = await started(), listener = await listenTo(served, "/ws/btcusdt@markPrice@1s"), from = served.clock.now;
    order(served);
    for (let step = 0; step < steps; step++) served.clock.advanceBy(1_000);
    return (await listener.next(events)).map((event) => ((event as { E: number }).E - from) / 1_000);
  }

  it("a dropped, a doubled, an overtaken and a late event", async () => {
    expect(await heardSeconds((served) => served.faults.stream({ kind: "drop" }), 3, 2)).toEqual([2, 3]);
    await exchange!.stop();
    expect(await heardSeconds((served) => served.faults.stream({ kind: "duplicate" }), 2, 3)).toEqual([1, 1, 2]);
    await exchange!.stop();
    expect(await heardSeconds((served) => served.faults.stream({ kind: "reorder" }), 3, 3)).toEqual([2, 1, 3]);
    await exchange!.stop();
    expect(await heardSeconds((served) => served.faults.stream({ kind: "late", ms: 60 }, { at: "markPrice" }), 3, 3)).toEqual([2, 3, 1]);
  });

  it("an event cut in the middle is no JSON, and the next one is sound", async () => {
    const served = await started(), listener = await listenTo(served, "/ws/btcusdt@kline_1m");
    served.faults.stream({ kind: "malformed" });
    served.clock.advanceTo(START + 11 * MINUTE - 1);
    served.clock.advanceTo(START + 11 * MINUTE);
    while (listener.heard.length < 2) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(() => JSON.parse(listener.heard[0]!) as unknown).toThrow(SyntaxError);
    expect(minute(JSON.parse(listener.heard[1]!))).toBe(10);
  });

  it("a disconnect ends the connection that it strikes and no other", async () => {
    const served = await started(), [struck, other] = [await listenTo(served, "/ws/btcusdt@kline_1m"), await listenTo(served, "/ws/btcusdt@kline_1m")];
    served.faults.stream({ kind: "disconnect" });
    const closed = new Promise((resolve) => struck.socket.once("close", resolve));
    served.clock.advanceBy(MINUTE);
    await closed;
    expect((await other.next(1)).length).toBe(1);
    expect(struck.heard).toEqual([]);
  });

  it("a half-open connection stays open, answers no ping and tells nothing, while a new one is sound", async () => {
    const served = await started(), deaf = await listenTo(served, "/ws/btcusdt@kline_1m");
    let pongs = 0;
    deaf.socket.on("pong", () => pongs++);
    deaf.socket.ping();
    while (pongs < 1) await new Promise((resolve) => setTimeout(resolve, 2));
    served.freeze();
    deaf.socket.ping();
    const sound = await listenTo(served, "/ws/btcusdt@kline_1m");
    served.clock.advanceBy(MINUTE);
    await sound.next(1);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([pongs, deaf.heard.length, deaf.socket.readyState]).toEqual([1, 0, WebSocket.OPEN]);
  });
});

describe("listen keys", () => {
  const KEY = { "X-MBX-APIKEY": "a key" }, path = "/fapi/v1/listenKey", host = "fapi.binance.com";

  it("are one an account, kept alive, and expire with a word to who listens", async () => {
    const served = await started(), make = async (): Promise<string> => ((await get(served, host, path, KEY, "POST")).body as { listenKey: string }).listenKey;
    const listenKey = await make(), listener = await listenTo(served, `/private/ws?listenKey=${listenKey}`);
    expect(await make()).toBe(listenKey);
    expect((await get(served, host, path, KEY, "PUT")).status).toBe(200);
    served.tellUser(listenKey, { e: "ORDER_TRADE_UPDATE" });
    served.expireListenKeys();
    expect(await listener.next(2)).toMatchObject([{ e: "ORDER_TRADE_UPDATE" }, { e: "listenKeyExpired", listenKey }]);
    expect(await get(served, host, path, KEY, "PUT")).toMatchObject({ status: 400, body: { code: -1125 } });
    expect(await make()).not.toBe(listenKey);
    expect(await get(served, host, path, {}, "POST")).toMatchObject({ status: 401, body: { code: -2014 } });
  });
});

describe("answers", () => {
  it("say in their headers what was made up, and count weights", async () => {
    const served = await started(), { headers } = await get(served, "fapi.binance.com", "/fapi/v1/klines?symbol=BTCUSDT&interval=1m&limit=1000");
    expect([headers["x-simulated-synthesised"], headers["x-mbx-used-weight-1m"]]).toEqual(["prints,book", "5"]);
  });

  it("refuse in the exchange's own words", async () => {
    const served = await started(), binance = async (path: string): Promise<unknown> => (await get(served, "api.binance.com", path)).body;
    expect(await binance("/api/v3/klines?symbol=BTCUSDT&interval=7m")).toEqual({ code: -1120, msg: "Invalid interval." });
    expect(await binance("/api/v3/klines?interval=1m")).toMatchObject({ code: -1102 });
    expect(await binance("/api/v3/klines?symbol=ETHUSDT&interval=1m")).toEqual({ code: -1121, msg: "Invalid symbol." });
    expect(await binance("/api/v3/aggTrades?symbol=BTCUSDT&startTime=1&endTime=3600002")).toMatchObject({ code: -1127 });
    expect(await binance("/api/v3/order?symbol=BTCUSDT")).toMatchObject({ code: -5000 });
    expect((await get(served, "api.kraken.com", "/0/public/OHLC?pair=XBTUSD")).body).toEqual({ error: ["EQuery:Unknown asset pair"] });
    expect(await get(served, "example.org", "/")).toMatchObject({ status: 404, body: { error: expect.stringContaining("answers by the Host header") as string } });
  });

  it("bars of a word that is none, and an address that is none, are refused and harm nobody", async () => {
    const served = await started(), listener = await listenTo(served, "/stream?streams=btcusdt@kline_1M/btcusdt@kline_soon/btcusdt@kline_1m");
    served.clock.advanceBy(MINUTE);
    expect((await listener.next(1))[0]).toMatchObject({ stream: "btcusdt@kline_1m" });
    expect((await get(served, "fapi.binance.com", "/fapi/v1/klines?symbol=BTCUSDT&interval=soon")).body).toMatchObject({ code: -1120 });
    expect((await get(served, "api.binance.com", "//")).status).toBe(404);
  });

  it("a request that is cut in the middle harms nobody", async () => {
    const served = await started(), socket = connect(served.port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write("GET /api/v3/time HTTP/1.1\r\nHost: api.bin");
    socket.destroy();
    expect((await get(served, "api.binance.com", "/api/v3/time")).body).toEqual({ serverTime: START + 10 * MINUTE });
  });

  it("a port that is taken is named", async () => {
    const served = await started();
    await expect(startExchange({ feeds: [minuteFeed({ minutes: 2 })], now: START, port: served.port })).rejects.toMatchObject({ code: "PORT_IN_USE" });
  });

  it("an exchange that is not simulated, or none at all, is refused", async () => {
    await expect(startExchange({ feeds: [minuteFeed({ exchange: "bitstamp", minutes: 2 })], now: START })).rejects.toMatchObject({ code: "UNSUPPORTED_EXCHANGE" });
    await expect(startExchange({ feeds: [], now: START })).rejects.toMatchObject({ code: "BAD_FEED" });
  });
});
