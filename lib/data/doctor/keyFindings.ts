/** Whether keys are there, and whether they may do what they ought to and no more. A permission to withdraw is an error: nothing here needs it. */
import type { AccountKeys } from "../keys/keys.js";
import type { AskPermissions, KeyPermissions } from "../keys/permissions.js";
import type { SourceOptions } from "../sources/source.js";
import { examined, type Finding } from "./finding.js";

export async function keyFindings(keys: readonly AccountKeys[], ask: AskPermissions, options: SourceOptions = {}): Promise<readonly Finding[]> {
  if (keys.length === 0) return [{ subject: "keys", verdict: "ok", sentence: "none: data and backtests need none, trading does" }];
  const found = await Promise.all(keys.map((account) => examined(subjectOf(account), "error", async () => [findingOf(account, await ask(account, options))])));
  return found.flat();
}

const subjectOf = ({ account, exchange }: AccountKeys): string => `keys of ${account} (${exchange})`;

function findingOf(account: AccountKeys, permissions: KeyPermissions | undefined): Finding {
  const subject = subjectOf(account), found = (verdict: Finding["verdict"], sentence: string): Finding => ({ subject, verdict, sentence });
  if (permissions === undefined) return found("warning", `${account.exchange} is not asked what keys may do: look at its page that they can not withdraw`);
  const { reading, trading, withdrawals, ipRestricted } = permissions, can = [reading ? "read" : "", trading ? "trade" : ""].filter((word) => word !== "").join(" and ");
  if (withdrawals) return found("error", "may withdraw: take that permission away at the exchange, nothing here needs it");
  if (!reading) return found("error", "may not read: allow reading at the exchange");
  if (!ipRestricted) return found("warning", `may ${can} from any address: restrict them to your own at the exchange`);
  return found("ok", `may ${can}, from known addresses only; no withdrawals`);
}
