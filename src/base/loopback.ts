/** Whether a host is this machine. */

/** `localhost`, 127.0.0.0/8 and ::1, the last one also with the brackets that a URL puts around it. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
