/** Binance, spot and USDT-M, behind its own hosts: which request means which endpoint, what it weighs, and what is refused. Streams stand in streams.ts. */
import type { Millis } from "../../../market/units.js";
import type { SimulatedMarket } from "../../simulatedMarket.js";
import { ok, whole, type HttpReply, type HttpRequest, type Protocol } from "../protocol.js";
import { exchangeInfo, idOf, segmentOf, type Segment } from "./listings.js";
import { ENDPOINTS, refuse } from "./rest.js";
import { ListenKeys } from "./userStreams.js";
import { WeightMeter, weightOf, type WeightLimits } from "./weights.js";

const REST_HOSTS: Readonly<Record<string, Segment>> = { "api.binance.com": "spot", "data-api.binance.vision": "spot", "fapi.binance.com": "futures" };
const STREAM_HOSTS: Readonly<Record<string, Segment>> = { "stream.binance.com": "spot", "data-stream.binance.vision": "spot", "fstream.binance.com": "futures" };

export class Binance implements Protocol {
  readonly exchange = "binance";
  readonly hosts: readonly string[] = Object.keys(REST_HOSTS);
  readonly listenKeys: ListenKeys = new ListenKeys();
  private readonly meters: Readonly<Record<Segment, WeightMeter>>;

  constructor(private readonly markets: readonly SimulatedMarket[], private readonly limits: WeightLimits) {
    this.meters = { spot: new WeightMeter(limits.spot, limits), futures: new WeightMeter(limits.futures, limits) };
  }

  answer(request: HttpRequest, now: Millis): HttpReply {
    const segment = REST_HOSTS[request.host]!, endpoint = /^\/(?:api\/v3|fapi\/v[123])\/(.+)$/.exec(request.path)?.[1];
    if (endpoint === undefined) return refuse(-5000, `Path ${request.path}, Method ${request.method} is invalid`, 404);
    const counted = this.meters[segment].take(weightOf(segment, endpoint, whole(request.query, "limit", 500)));
    if ("refusal" in counted) return counted.refusal;
    const reply = this.reply(segment, endpoint, request, now);
    return { ...reply, headers: { ...counted.headers, ...reply.headers } };
  }

  /** Markets of the host that a stream was dialled at; undefined for a host that has no streams. */
  streamed(host: string): readonly SimulatedMarket[] | undefined {
    const segment = STREAM_HOSTS[host];
    return segment === undefined ? undefined : this.of(segment);
  }

  private reply(segment: Segment, endpoint: string, request: HttpRequest, now: Millis): HttpReply {
    if (endpoint === "ping") return ok({});
    if (endpoint === "time") return ok({ serverTime: now });
    if (endpoint === "exchangeInfo") return ok(exchangeInfo(segment, this.of(segment), now, this.limits[segment]));
    if (endpoint === "listenKey" && segment === "futures") return this.listenKeys.answer(request);
    const answer = ENDPOINTS[endpoint]?.[segment], { query } = request;
    if (answer === undefined) return refuse(-5000, `Path ${request.path}, Method ${request.method} is invalid`, 404);
    if (query.get("symbol") === null) return refuse(-1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed.");
    const market = this.of(segment).find((candidate) => idOf(candidate) === query.get("symbol"));
    return market === undefined ? refuse(-1121, "Invalid symbol.") : answer({ segment, market, query, now });
  }

  private of(segment: Segment): readonly SimulatedMarket[] {
    return this.markets.filter((market) => segmentOf(market) === segment);
  }
}
