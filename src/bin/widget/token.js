// Asks the portal for its access token, and lets nothing through that is none. A token is kept in memory alone.

import { Fault } from "./words.js";

/** For so long a portal may think, in milliseconds. */
const PATIENCE = 15_000;
/** Calls that are refused within so many milliseconds were made with one and the same token. */
const SAME = 1_000;
/** What a header can carry (RFC 6750, 2.1), and no more of it than servers read. */
const TOKEN = /^[\w.~+/=:-]{1,8192}$/;

/** A function that promises the portal's token: the one it has, or, where that was not taken, another. */
export class TokenSource {
  #provide;
  #asked;
  #ahead;
  #at = 0;
  /** Why there was none, when it was asked last. */
  fault;

  /** `provide` finds the portal's function, which may be set anew at any time. */
  constructor(provide) {
    this.#provide = provide;
  }

  /** Asks while the program is still on its way. What comes of it, also where it is a fault, is for whoever asks first. */
  ahead() {
    this.#ahead = this.ask();
    this.#ahead.catch(() => {});
  }

  ask = (notTaken) => {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    if (ahead && !notTaken) {
      return ahead;
    }
    if (notTaken && performance.now() - this.#at > SAME) {
      this.#asked = undefined;
    }
    if (!this.#asked) {
      const asked = this.#askOnce();
      this.#asked = asked;
      asked.then(
        () => {
          this.#at = performance.now();
          this.fault = undefined;
        },
        (fault) => {
          this.fault = fault;
          if (this.#asked === asked) {
            this.#asked = undefined;
          }
        },
      );
    }
    return this.#asked;
  };

  async #askOnce() {
    let timer;
    const late = new Promise((_, failed) => {
      timer = setTimeout(() => failed(new Fault("token-timeout", PATIENCE / 1000)), PATIENCE);
    });
    try {
      // The portal's function may throw, promise nothing, or never answer.
      const given = await Promise.race([new Promise((done) => done(this.#provide()())), late]);
      if (typeof given !== "string" || !TOKEN.test(given)) {
        throw new Fault("token-invalid");
      }
      return given;
    } catch (error) {
      throw error instanceof Fault ? error : new Fault("token-rejected");
    } finally {
      clearTimeout(timer);
    }
  }
}
