// What a client or a provider does not have.
export class None {
  constructor(reason) {
    this.reason = reason;
  }
}

export const none = (reason) => new None(reason);
