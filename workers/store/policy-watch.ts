/** The part of a worker's or a page's global scope that is needed here. */
interface PolicyScope {
  addEventListener(
    type: 'securitypolicyviolation',
    listener: (event: { readonly blockedURI: string }) => void,
  ): void;
}

/**
 * Notices requests that the page's Content-Security-Policy stopped: to the one who made it, such a
 * request looks like a failed network.
 */
export class PolicyWatch {
  readonly #blockedHosts = new Set<string>();

  constructor(scope: Partial<PolicyScope>) {
    scope.addEventListener?.('securitypolicyviolation', ({ blockedURI }) => {
      const host = hostOf(blockedURI);
      if (host !== undefined) this.#blockedHosts.add(host);
    });
  }

  /**
   * To be asked after a request failed. The policy holds for the life of the page, so a host once
   * blocked stays so. A redirect is reported under the address asked for, so its host is named.
   */
  async isBlocked(host: string): Promise<boolean> {
    // The report comes as a task of its own.
    await new Promise((resolve) => setTimeout(resolve, 20));
    return this.#blockedHosts.has(host);
  }
}

function hostOf(address: string): string | undefined {
  try {
    return new URL(address).host;
  } catch {
    return undefined;
  }
}
