/** How the sign-in says no (RFC 6749 §5.2), with the number by which administrators look it up. */
export class SignInRefusal extends Error {
  readonly error: string;
  readonly number: string;
  readonly status: number;

  constructor(error: string, number: string, text: string, status = error === 'invalid_client' ? 401 : 400) {
    super(text);
    this.error = error;
    this.number = number;
    this.status = status;
  }
}
