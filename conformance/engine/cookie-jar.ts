/** The cookies of one session at one server. Paths, domains and ages are not judged, but for a cookie that is taken back. */
export class CookieJar {
  readonly #cookies = new Map<string, string>();

  /** Takes the values of the Set-Cookie headers of an answer. */
  take(setCookies: readonly string[]): void {
    for (const line of setCookies) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const at = pair.indexOf('=');
      if (at <= 0) continue;
      const name = pair.slice(0, at);
      if (attributes.some((attribute) => /^max-age=(?:0|-\d+)$/i.test(attribute))) this.#cookies.delete(name);
      else this.#cookies.set(name, pair.slice(at + 1));
    }
  }

  /** The Cookie header of a request; empty when there is nothing to send. */
  header(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}
