// The entry `@hearthrank/sdk/signals`: adapters that read what a browser or a consent tool says and decide purposes by it.

export {
  type ConsentModeMapping,
  type ConsentModeOptions,
  type ConsentType,
  followConsentMode,
} from "./signals/consentmode.js";
export { type Decisions, type Driven, drive, type FollowOptions, type Standing } from "./signals/drive.js";
export { followGpc, type GpcOptions } from "./signals/gpc.js";
export {
  followTcf,
  type TcData,
  type TcfMapping,
  type TcfOptions,
  type TcfReason,
  type TcfRule,
  tcfDecision,
} from "./signals/tcf.js";
export { readTcString, type TcReading, type TcString, type TcStringFault } from "./signals/tcstring.js";
export {
  answers,
  type CookieConsentLike,
  followCookieConsent,
  followKlaro,
  type KlaroManager,
  type ToolMapping,
} from "./signals/tools.js";
