// Reads Global Privacy Control.

/** Whether the browser says that it is present. */
export function globalPrivacyControl(): boolean {
  const here = globalThis.navigator as { globalPrivacyControl?: unknown } | undefined;
  return here?.globalPrivacyControl === true || here?.globalPrivacyControl === "1";
}
