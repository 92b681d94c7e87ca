// The types of what the tests use of klaro, which comes without.

declare module "klaro/dist/klaro-no-css.js" {
  interface Watcher {
    update(manager: unknown, event: string, data: unknown): void;
  }
  interface Manager {
    readonly confirmed: boolean;
    readonly savedConsents: Record<string, boolean>;
    watch(watcher: Watcher): void;
    unwatch(watcher: Watcher): void;
    updateConsent(service: string, value: boolean): boolean;
    saveAndApplyConsents(eventType?: string): void;
    changeAll(value: boolean): number;
    resetConsents(): void;
  }
  interface Config {
    elementID?: string;
    storageName?: string;
    services: readonly { name: string; purposes: readonly string[]; default?: boolean }[];
  }
  export function getManager(config: Config): Manager;
}
