/** A local ClickHouse reached as a server is, by a way that can be shut and opened again. Test code. */
import { createServer, request as ask, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readEndpoint } from "../../../lib/data/store/endpoint.js";
import { homeAt } from "../../../lib/data/store/home.js";
import { TOKEN_HEADER } from "../../../lib/data/store/serverConfig.js";

export interface Gate { readonly port: number; shut(): Promise<void> }

/** A way to the local ClickHouse as to a server, which can be shut and opened again at the same port. */
export async function gate(home: string, port = 0): Promise<Gate> {
  const { url, token } = readEndpoint(homeAt(home))!;
  const server: Server = createServer((request, response) => {
    const { authorization: _, ...headers } = request.headers;
    const onward = ask(new URL(request.url ?? "/", url), { method: request.method, headers: { ...headers, [TOKEN_HEADER]: token } }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, shut: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }) };
}
