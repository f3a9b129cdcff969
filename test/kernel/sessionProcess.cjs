/**
 * A session of a project of its own, for tests of hot reload: `node sessionProcess.cjs FOLDER ROOT`; takes cells over IPC and sends back what each published.
 */
const path = require("node:path");
const [folder, root] = process.argv.slice(2);
process.chdir(folder);
const { Session } = require(path.join(__dirname, "..", "..", "lib", "dist", "kernel", "session.js"));
const session = new Session(folder, root);
async function answer(code) {
  const messages = [];
  const reply = await session.execute(code, (type, content) => messages.push({ type, content }));
  process.send({ reply, messages });
}
process.on("message", (code) => void answer(code));
process.on("disconnect", () => process.exit(0));
