// The demo's pages by their names in the address. All are in the one bundle: a page that is fetched when it is opened tells the server who opened it.

import type { Page } from "./address.ts";
import type { MakeView } from "./app.ts";
import type { Finder } from "./finder.ts";
import { filmView } from "./views/film.ts";
import { homeView } from "./views/home.ts";
import { searchView } from "./views/search.ts";

/** Pages that are made of files of their own: `views/data.ts` exports `dataView`. */
const others = import.meta.glob<Record<string, MakeView>>("./views/{data,privacy,lab,developers}.ts", {
  eager: true,
});

function other(name: string): MakeView {
  return others[`./views/${name}.ts`]?.[`${name}View`] ?? homeView;
}

/** What makes each page. */
export function makers(finder: Finder): Readonly<Record<Page, MakeView>> {
  return {
    home: homeView,
    film: filmView,
    search: searchView(finder),
    data: other("data"),
    privacy: other("privacy"),
    lab: other("lab"),
    developers: other("developers"),
  };
}
