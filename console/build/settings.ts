/** How Vite builds the console: small files whose names change with what is in them, packed beforehand, nothing inline. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import type { InlineConfig, Plugin } from 'vite';

const CONSOLE = join(import.meta.dirname, '..');
/** A packed file that saves less is not worth its unpacking. */
const PACKED_MIN_BYTES = 1024;
/** The gap that the service fills in with the number of each answer. */
const NONCE_GAP = 'nonce-of-this-answer';

export function settings(): InlineConfig {
  return {
    root: CONSOLE,
    configFile: false,
    logLevel: 'warn',
    plugins: [react(), packed()],
    html: { cspNonce: NONCE_GAP },
    build: {
      outDir: 'dist',
      emptyOutDir: true,
      target: 'es2023',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  };
}

/** Packs each file once, as hard as it goes; the service has them ready. */
function packed(): Plugin {
  return {
    name: 'godwit-packed',
    writeBundle(options, bundle) {
      for (const path of Object.keys(bundle)) {
        const file = join(options.dir ?? '', path);
        const bytes = readFileSync(file);
        if (bytes.length < PACKED_MIN_BYTES || path.endsWith('.html')) continue;
        const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
        writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }));
      }
    },
  };
}
