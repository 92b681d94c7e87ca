// An export of the browser is one of `hearth export`: the command takes it, says the same, and the browser takes the command's.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { purposes } from "../fixture.mjs";
import { browser, pageOf, server } from "../sdk-test.mjs";
import { begin } from "../tabs.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Runs the command on a device in the server's directory and returns what it prints. */
function hearth(command, ...more) {
  const at = (name) => join(server.dir, name);
  const common = ["--device", at("anna"), "--key-dir", at("keys"), "--pack", at("shop.pack")];
  return execFileSync("go", ["run", "./host/cmd/hearth", command, ...common, ...more], {
    cwd: root,
    encoding: "utf8",
  });
}

/** Keys of an object at every depth, in their order, with the values of what does not follow from the time of the look. */
const said = (file) => JSON.stringify({ ...file, time: 0, offset: 0, snapshot: "", profile: readable(file) });
const readable = ({ profile: { events, ledger, controls } }) => ({ events, ledger, controls });

test("browser to command line and back", async () => {
  const context = await browser.newContext();
  const page = await pageOf(context);
  await begin(page);
  const text = await page.evaluate(async () => {
    const { hearth: h } = window;
    await h.consent.grant("rank");
    await h.consent.deny("report", "settings");
    const { refs } = await h.observe([
      { type: "view", item: "i0003", value: 1.5, context: { device: "phone" } },
      { type: "search", query: "<green & tea> \u2028 é" },
    ]);
    await h.observe({ type: "impression", item: "i0005", basedOn: [refs[0] ?? 0] });
    await h.feedback.notInterested("i0007");
    await h.interests.set("category", "Tea", 60);
    await h.dial.set(80);
    return h.export();
  });
  const file = JSON.parse(text);
  assert.equal(file.profile.events.length, 3);
  writeFileSync(join(server.dir, "anna.json"), text);
  writeFileSync(join(server.dir, "site.yaml"), JSON.stringify({ purposes })); // YAML too
  hearth("import", "--yes", "--purposes", join(server.dir, "site.yaml"), join(server.dir, "anna.json"));
  const back = hearth("export");
  assert.equal(said(JSON.parse(back)), said(file));
  assert.deepEqual(Object.keys(JSON.parse(back).profile), Object.keys(file.profile));
  const form = (s) => s.replace(/"snapshot".*|"profile": \{[\s\S]*\n {2}\},|"(time|offset)": .*\n/g, "");
  assert.equal(form(back), form(text), "same layout");

  await page.evaluate(() => window.hearth.erase());
  const held = await page.evaluate((given) => window.hearth.import(given), back);
  assert.equal(held.events, 3);
  const again = JSON.parse(await page.evaluate(() => window.hearth.export()));
  assert.equal(said(again), said(file));
  await context.close();
});
