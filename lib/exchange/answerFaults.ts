/** Carries a fault out on one HTTP answer. Which fault strikes is decided in faults.ts. Knows no protocol. */
import type { ServerResponse } from "node:http";
import type { AnswerFault } from "./faults.js";
import type { HttpReply } from "./protocols/protocol.js";

/** Sends the answer as the fault leaves it; without one, whole. */
export function sendAnswer(response: ServerResponse, reply: HttpReply, fault: AnswerFault | undefined): void {
  switch (fault?.kind) {
    case "silence": return;
    case "reset": return void response.socket?.resetAndDestroy();
    case "stalled body": return begin(response, reply, JSON.stringify(reply.body));
    case "cut body": {
      const text = JSON.stringify(reply.body);
      begin(response, reply, text);
      return void setTimeout(() => response.socket?.resetAndDestroy(), 10);
    }
    case "malformed": return sendText(response, { ...reply, status: 200 }, `[${JSON.stringify(reply.body).slice(0, 40)}`);
    case "status": return send(response, { status: fault.status, body: fault.body ?? wordsOf(fault.status), headers: fault.retryAfterSeconds === undefined ? {} : { "Retry-After": String(fault.retryAfterSeconds) } });
    case "short": return send(response, { ...reply, body: shortened(reply.body, fault) });
    case "slow": return void setTimeout(() => send(response, reply), fault.ms);
    case undefined: return send(response, reply);
  }
}

const send = (response: ServerResponse, reply: HttpReply): void => sendText(response, reply, JSON.stringify(reply.body));

function sendText(response: ServerResponse, { status, headers }: HttpReply, text: string): void {
  response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(text);
}

/** Headers and half of the body. */
function begin(response: ServerResponse, { status, headers }: HttpReply, text: string): void {
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text), ...headers });
  response.write(text.slice(0, Math.floor(text.length / 2)));
}

/** The longest list in the answer, cut. */
function shortened(body: unknown, { rows, keep }: Extract<AnswerFault, { kind: "short" }>): unknown {
  if (Array.isArray(body)) return keep === "first" ? body.slice(0, rows) : body.slice(Math.max(0, body.length - rows));
  if (typeof body !== "object" || body === null) return body;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, typeof value === "object" ? shortened(value, { kind: "short", rows, keep }) : value]));
}

function wordsOf(status: number): unknown {
  if (status === 429) return { code: -1003, msg: "Too many requests." };
  if (status === 418) return { code: -1003, msg: "Way too many requests; IP banned." };
  return { code: -1000, msg: status === 503 ? "Service Unavailable." : "An unknown error occurred while processing the request." };
}
