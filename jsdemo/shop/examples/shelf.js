// A film shelf in ten lines: ranked on this device, each film with the reason for its place.
import { open, wordsOf } from "@hearthrank/sdk";

const hearth = await open({ pack: new URL("../films.pack", document.baseURI), maxDays: 180 });
const draw = async () => {
  for (const [i, { id, title, reasons }] of (await hearth.recommend({ n: 10, reasons: 1 })).items.entries())
    Object.assign(shelf[i], { value: id, textContent: `${title}: ${reasons.map((why) => wordsOf(why))}` });
};
decide.onclick = ({ target: { value } }) => value && hearth.consent[value]("all"); // grant or withdraw
shelf.onclick = ({ target: { value } }) => value && hearth.observe({ type: "view", item: value });
hearth.on("change", draw);
draw();
