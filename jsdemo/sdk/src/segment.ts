// The events of Segment's ecommerce specification (version 2) that say something about items, and what they are in Hearth.

/** What a call of analytics is in Hearth: one event a product, or one search. */
export interface EventMapping {
  /** The event type, one that the pack knows. */
  readonly type: string;
  /** The property that holds a search text; such an event names no item. */
  readonly query?: string;
  /** The property, of the product or else of the call where it lists none, that holds the value; without a number there the event is dropped. */
  readonly value?: string;
}

/**
 * The mapping that holds unless a site gives its own. The names are the specification's; `product viewed`, `product_viewed`
 * and `Product-Viewed` are taken as they are.
 *
 * | Segment | Hearth | Of |
 * |---|---|---|
 * | Products Searched | `search` | the text in `query` |
 * | Product List Viewed, Product List Filtered | `impression` | each product |
 * | Product Clicked | `click` | the product |
 * | Product Viewed | `view` | the product |
 * | Product Added | `add_to_cart` | the product |
 * | Wishlist Product Added to Cart | `add_to_cart` | the product |
 * | Product Added to Wishlist | `like` | the product |
 * | Product Reviewed | `rating` | the product, with `rating` as its value |
 * | Order Completed | `purchase` | each product |
 *
 * What is not here is dropped on purpose. Steps of a checkout, payments and updates of an order repeat what was added and
 * bought; promotions and coupons name no item; to take something out of a basket or a list, or to send it back, is no dislike; to share
 * is no like. Prices and quantities are not read: the ranking does not use them.
 */
export const segmentEvents: Readonly<Record<string, EventMapping>> = {
  "Products Searched": { type: "search", query: "query" },
  "Product List Viewed": { type: "impression" },
  "Product List Filtered": { type: "impression" },
  "Product Clicked": { type: "click" },
  "Product Viewed": { type: "view" },
  "Product Added": { type: "add_to_cart" },
  "Wishlist Product Added to Cart": { type: "add_to_cart" },
  "Product Added to Wishlist": { type: "like" },
  "Product Reviewed": { type: "rating", value: "rating" },
  "Order Completed": { type: "purchase" },
};

/** The mapping of an event's name: the site's own before the specification's; undefined when there is none. */
export function mappingOf(
  name: string,
  own: Readonly<Record<string, EventMapping | false>> = {},
): EventMapping | undefined {
  const mapping = lookup(own, name) ?? lookup(segmentEvents, name);
  return mapping === false ? undefined : mapping;
}

function lookup<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  const wanted = normal(name);
  return Object.entries(table).find(([key]) => normal(key) === wanted)?.[1];
}

function normal(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .trim();
}
