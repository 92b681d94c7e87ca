// The demo's pages by their names in the address. All are fetched at the start: a page that is fetched when it is opened tells the server who opened it.

import type { Page } from "./address.ts";
import type { MakeView } from "./app.ts";
import type { Finder } from "./finder.ts";
import { dataView } from "./views/data.ts";
import { developersView } from "./views/developers.ts";
import { filmView } from "./views/film.ts";
import { homeView } from "./views/home.ts";
import { labView } from "./views/lab.ts";
import { privacyView } from "./views/privacy.ts";
import { searchView } from "./views/search.ts";

/** What makes each page. */
export function makers(finder: Finder): Readonly<Record<Page, MakeView>> {
  return {
    home: homeView,
    film: filmView,
    search: searchView(finder),
    data: dataView,
    privacy: privacyView,
    lab: labView,
    developers: developersView,
  };
}
