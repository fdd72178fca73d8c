/** What is used of js-md4, which comes without types. OpenSSL 3 has no MD4 any more. */
declare module 'js-md4' {
  const md4: { arrayBuffer(message: Uint8Array): ArrayBuffer };
  export default md4;
}
