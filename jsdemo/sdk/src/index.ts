// The package's exports. Importing it runs nothing.

export type { ModuleSource } from "./compile.js";
export { Device, Engine, load } from "./engine.js";
export {
  DeviceEndedError,
  EngineError,
  type ErrorDetails,
  HearthError,
  type LoadCode,
  LoadError,
  type Place,
  ReplyError,
  type SignatureCode,
  SignatureError,
  TrapError,
} from "./errors.js";
export {
  ABI_VERSION,
  type Contribution,
  type Explained,
  type ExplainReply,
  type ForgetReply,
  type Hidden,
  type Kind,
  MAX_MESSAGE,
  MAX_PACK,
  type ObserveReply,
  type PackInfo,
  PROPENSITY_ONE,
  type Ranked,
  type RestoreReply,
  type Seen,
  type Slate,
  type SnapshotReply,
  type Stats,
} from "./messages.js";
export type {
  Clock,
  EventInput,
  ExplainOptions,
  ForgetOptions,
  OpenPackOptions,
  RankOptions,
  RecommendOptions,
  RestoreOptions,
} from "./types.js";
