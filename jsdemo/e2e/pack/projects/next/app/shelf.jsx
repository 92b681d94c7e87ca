"use client";

import { useEffect, useState } from "react";
import { report } from "../report.mjs";
import { use } from "../use.mjs";

/** Rendered on the server as its empty state, and filled on the device. */
export function Shelf() {
  const [found, setFound] = useState();
  useEffect(() => {
    report(async () => {
      const value = await use({ pack: new URL("/tiny.pack", location.href) });
      setFound(value);
      return value;
    });
  }, []);
  return <p>{found ? "For you" : "Popular now"}</p>;
}
