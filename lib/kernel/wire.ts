/**
 * Jupyter's wire format: a message as ZeroMQ frames, signed with the session's key. Knows no message's meaning.
 * https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol
 */
import { createHmac, randomUUID } from "node:crypto";

export interface Header { readonly msg_id: string; readonly msg_type: string; readonly session: string; readonly username: string }
export type Content = Readonly<Record<string, unknown>>;
export interface WireMessage { readonly identities: readonly Buffer[]; readonly header: Header; readonly content: Content }

const DELIMITER = "<IDS|MSG>";
const VERSION = "5.3";

function signature(key: string, parts: readonly (string | Buffer)[]): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

/** Undefined for what is no message, or not signed with the key: it is not for us. */
export function readMessage(key: string, frames: readonly Buffer[]): WireMessage | undefined {
  const at = frames.findIndex((frame) => frame.toString("latin1") === DELIMITER);
  const parts = frames.slice(at + 2, at + 6);
  const [header, , , content] = parts;
  if (at < 0 || !header || !content || frames[at + 1]?.toString() !== signature(key, parts)) return undefined;
  return { identities: frames.slice(0, at), header: JSON.parse(header.toString()) as Header, content: JSON.parse(content.toString()) as Content };
}

/** Frames of an answer to `parent`; for a shell reply its identities lead back to the asker, on iopub the type is the topic. */
export function writeMessage(key: string, type: string, content: Content, parent: WireMessage, identities: readonly (string | Buffer)[]): (string | Buffer)[] {
  const { session, username } = parent.header;
  const header = { msg_id: randomUUID(), msg_type: type, session, username, version: VERSION, date: new Date().toISOString() };
  const parts = [header, parent.header, {}, content].map((part) => JSON.stringify(part));
  return [...identities, DELIMITER, signature(key, parts), ...parts];
}
